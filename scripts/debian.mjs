// The only place that touches the system's packages, and only when nothing else can be had.
import { output, run, StepError } from './shell.mjs';

/** Installs Debian packages, or says what `purpose` needs where that is not possible. */
export async function installDebianPackages(packages, purpose) {
  const apt = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (output('apt-get', ['--version']) === undefined) {
    throw new StepError(
      `this system has no apt-get to install ${packages.join(', ')} with`,
      `install ${purpose}`,
    );
  }
  const root = process.getuid() === 0;
  if (!root && output('sudo', ['-n', 'true']) === undefined) {
    throw new StepError(`installing ${packages.join(', ')} needs root`, `sudo ${apt}`);
  }
  const [command, ...prefix] = root ? ['apt-get'] : ['sudo', 'apt-get'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await run(command, [...prefix, 'update', '-q'], options);
  await run(command, [...prefix, 'install', '-q', '-y', '--no-install-recommends', ...packages], options);
}
