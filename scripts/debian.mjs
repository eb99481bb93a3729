// The only place that touches the system's packages: where nothing else can be had, and only when asked to.
import { output, run, StepError } from './shell.mjs';

/** Asked by whoever started this, or by a machine that is there for it alone. */
const IS_ASKED = process.argv.includes('--yes') || Boolean(process.env.CI);

/** Installs Debian packages if that was asked for; else says how to get what is `missing`. */
export async function installDebianPackages(packages, missing, byHand) {
  const install = ['install', '--no-install-recommends', ...packages];
  if (!IS_ASKED || output('apt-get', ['--version']) === undefined) {
    const sudo = isRoot() ? '' : 'sudo ';
    const onDebian = `${sudo}apt-get update && ${sudo}apt-get ${install.join(' ')}`;
    throw new StepError(missing, byHand(onDebian, `npm ${npmCommand()} -- --yes`));
  }
  await runAsRoot('apt-get', ['update', '-q']);
  await runAsRoot('apt-get', [...install, '-q', '-y']);
}

/** Runs a command as root; `sudo` may ask for a password. */
export function runAsRoot(command, args) {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  if (isRoot()) return run(command, args, options);
  return run('sudo', [command, ...args], { ...options, stdio: 'inherit' });
}

function isRoot() {
  return process.getuid() === 0;
}

function npmCommand() {
  const name = process.env.npm_lifecycle_event ?? 'start';
  return ['start', 'test'].includes(name) ? name : `run ${name}`;
}
