// The Rust side of the set-up: the wasm target, the wasm-bindgen that Cargo.lock names, and wasm-pack.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages, runAsRoot } from './debian.mjs';
import { output, ROOT, run, StepError, step } from './shell.mjs';

export const WASM = 'wasm32-unknown-unknown';
const WASM_PACK_VERSION = '0.15.1';
/** A tool that runs for a second is not worth a minute of optimization. */
const QUICK_TO_BUILD = { CARGO_PROFILE_RELEASE_OPT_LEVEL: '1', CARGO_PROFILE_RELEASE_LTO: 'off' };
const DEBIAN_TOOLCHAIN = 'debian-web';
const DEBIAN_PACKAGES = [
  'rustc-web',
  'cargo-web',
  'rust-web-clippy',
  'rust-web-src',
  'rust-web-llvm',
  'lld-22',
];

/** What compiling the core needs. */
export async function installRust() {
  checkRust();
  checkRustVersion();
  if (!hasWasmTarget()) await step(`Rust's ${WASM} target`, installWasmTarget);
}

/** What makes a module for browsers of what the compiler built: the version that the core was built with. */
export async function installWasmBindgen() {
  const version = lockedVersion('wasm-bindgen');
  if (output('wasm-bindgen', ['--version']) === `wasm-bindgen ${version}`) return;
  await step(`wasm-bindgen ${version} (about a minute)`, () => installTool('wasm-bindgen-cli', version));
}

/** What runs the tests at the wasm boundary. */
export async function installWasmPack() {
  if (output('wasm-pack', ['--version']) !== undefined) return;
  await step(`wasm-pack ${WASM_PACK_VERSION} (about a minute)`, () =>
    installTool('wasm-pack', WASM_PACK_VERSION),
  );
}

function installTool(crate, version) {
  const args = ['install', crate, '--version', version, '--locked', '--force', '--quiet'];
  return run('cargo', args, { cwd: tmpdir(), env: { ...process.env, ...QUICK_TO_BUILD } });
}

function checkRust() {
  const missing = ['rustup', 'cargo', 'rustc'].filter(
    (tool) => output(tool, ['--version'], { cwd: tmpdir() }) === undefined,
  );
  if (missing.length > 0) {
    throw new StepError(
      `${missing.join(', ')} not found`,
      'install Rust from https://rustup.rs and open a new shell',
    );
  }
  if (output('cc', ['--version']) === undefined) {
    throw new StepError(
      'no C linker (cc) found, which cargo needs',
      'install gcc or clang (Debian: apt-get install gcc libc6-dev)',
    );
  }
}

/** Cargo would say so too, but only after a while and not what to do. */
function checkRustVersion() {
  const [, oldest] = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8').match(/^rust-version = "(.+)"/m);
  const [, found] = output('rustc', ['--version'])?.match(/rustc ([\d.]+)/) ?? [];
  if (found && found.localeCompare(oldest, undefined, { numeric: true }) < 0) {
    throw new StepError(`this is Rust ${found}, but ${oldest} or newer is needed`, 'rustup update stable');
  }
}

/** The version that Cargo.lock has for a crate. */
function lockedVersion(crate) {
  const lock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8');
  return lock.match(new RegExp(`name = "${crate}"\nversion = "(.+)"`))[1];
}

function hasWasmTarget() {
  const sysroot = output('rustc', ['--print', 'sysroot']);
  const lib = join(sysroot ?? '', 'lib', 'rustlib', WASM, 'lib');
  return existsSync(lib) && readdirSync(lib).some((file) => file.startsWith('libstd-'));
}

async function installWasmTarget() {
  try {
    await run('rustup', ['target', 'add', WASM]);
  } catch {
    await installDebianWasmTarget();
  }
}

/**
 * Debian ships a newer rustc and the source of std, but no compiled std for wasm: it is built once,
 * put where that rustc looks for it, and the toolchain is chosen for this folder alone.
 */
async function installDebianWasmTarget() {
  await installDebianPackages(
    DEBIAN_PACKAGES,
    `rustup cannot fetch the ${WASM} target`,
    // By hand it would take more than the packages.
    (onDebian, yes) =>
      `\`rustup target add ${WASM}\` must succeed; on Debian \`${yes}\` takes Debian's Rust for the web in its place (${onDebian})`,
  );

  const crate = mkdtempSync(join(tmpdir(), 'wasm-std-'));
  mkdirSync(join(crate, 'src'));
  writeFileSync(
    join(crate, 'Cargo.toml'),
    '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n',
  );
  writeFileSync(join(crate, 'src', 'lib.rs'), '');
  await run('/usr/bin/cargo', ['build', '--release', '--target', WASM, '-Zbuild-std=std,panic_abort,test'], {
    cwd: crate,
    // Without the bitcode a build with fat LTO fails.
    env: { ...process.env, RUSTFLAGS: '-C embed-bitcode=yes', RUSTC_BOOTSTRAP: '1', RUSTC: '/usr/bin/rustc' },
  });
  const built = join(crate, 'target', WASM, 'release', 'deps');
  const lib = `/usr/lib/rustlib/${WASM}/lib`;
  const std = readdirSync(built).filter((file) => file.endsWith('.rlib') && !file.startsWith('libempty-'));
  await runAsRoot('mkdir', ['-p', lib]);
  await runAsRoot('cp', [...std.map((file) => join(built, file)), lib]);

  await run('rustup', ['toolchain', 'link', DEBIAN_TOOLCHAIN, '/usr']);
  await run('rustup', ['override', 'set', DEBIAN_TOOLCHAIN, '--path', ROOT]);
}

/** The toolchain that has rustfmt: Debian's Rust for the web comes without one. */
export function rustfmtToolchain() {
  if (output('cargo', ['fmt', '--version']) !== undefined) return [];
  const name = output('rustup', ['default'])?.split(' ')[0];
  return name ? [`+${name}`] : [];
}
