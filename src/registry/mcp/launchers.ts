/**
 * Programs that start other programs: what a client's `command` names before the server itself comes.
 *
 * - `package`: a registry's package by name (`npx`), perhaps named by an option.
 * - `script`: an interpreter: the next argument is a file or the name of a module.
 * - `container`: an image of a registry, with the program's arguments after it.
 * - `shell`: a command line as one text.
 * - `prefix`: the rest is the command.
 * - `remote`: a host, then a command there.
 */
export type LauncherRow = {
  program: string
  subcommand?: readonly string[]
  kind: 'package' | 'script' | 'container' | 'shell' | 'prefix' | 'remote'
  registry?: 'npm' | 'pypi' | 'oci'
  runtime?: string
  /** Options that take a value as the next argument. */
  valueOptions?: readonly string[]
  /** Those of them whose value is the package. */
  packageOptions?: readonly string[]
  /** Python's `-m`. */
  moduleOption?: string
  /** The option whose presence changes the runtime. */
  runtimeOption?: readonly [option: string, runtime: string]
  source: string
}

const NPM = 'https://docs.npmjs.com/cli/commands/npm-exec'
const BUN = 'https://bun.sh/docs/pm/bunx'
const UV = 'https://docs.astral.sh/uv/reference/cli/'
const DOCKER = 'https://docs.docker.com/reference/cli/docker/container/run/'
const POSIX = 'IEEE Std 1003.1, sh'

const npmOptions = {
  valueOptions: ['-p', '--package', '-w', '--workspace', '--registry', '--node-options', '--prefix'],
  packageOptions: ['-p', '--package'],
} as const
const uvOptions = {
  valueOptions: [
    ...['--from', '--with', '--with-editable', '--with-requirements', '-p', '--python', '-i', '--index-url'],
    ...['--index', '--default-index', '--extra-index-url', '-f', '--find-links', '--directory', '--project'],
    ...['--env-file', '--extra', '--group', '--refresh-package', '--upgrade-package', '--cache-dir'],
  ],
} as const
const containerOptions = {
  valueOptions: [
    ...['-e', '--env', '--env-file', '-v', '--volume', '--mount', '-p', '--publish', '--name', '--network'],
    ...['--net', '-u', '--user', '-w', '--workdir', '--entrypoint', '-h', '--hostname', '--add-host'],
    ...['--platform', '--pull', '-l', '--label', '-m', '--memory', '--cpus', '--gpus', '--device', '--dns'],
    ...['--cap-add', '--cap-drop', '--security-opt', '--tmpfs', '--restart', '--shm-size', '--ulimit'],
    ...['--log-driver', '--log-opt', '--runtime', '--userns', '--pids-limit', '--secret'],
  ],
} as const

const npm = (program: string, subcommand?: string): LauncherRow =>
  row(program, subcommand, {
    kind: 'package',
    registry: 'npm',
    runtime: 'Node.js',
    ...npmOptions,
    source: NPM,
  })
/** Bun starts a package's program by its first line, which mostly asks for node, unless it gets `--bun`. */
const bun = (program: string, subcommand?: string): LauncherRow =>
  row(program, subcommand, {
    kind: 'package',
    registry: 'npm',
    runtime: 'Node.js',
    runtimeOption: ['--bun', 'Bun'],
    ...npmOptions,
    source: BUN,
  })
const container = (program: string, subcommand: string): LauncherRow =>
  row(program, subcommand, { kind: 'container', registry: 'oci', ...containerOptions, source: DOCKER })
const shell = (program: string): LauncherRow => ({ program, kind: 'shell', source: POSIX })
const node = (program: string): LauncherRow => ({
  program,
  kind: 'script',
  runtime: 'Node.js',
  valueOptions: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
  source: 'https://nodejs.org/api/cli.html',
})
const python = (program: string): LauncherRow => ({
  program,
  kind: 'script',
  runtime: 'Python',
  registry: 'pypi',
  valueOptions: ['-W', '-X'],
  moduleOption: '-m',
  source: 'https://docs.python.org/3/using/cmdline.html',
})
const prefix = (program: string, subcommand?: string, valueOptions: readonly string[] = []): LauncherRow =>
  row(program, subcommand, { kind: 'prefix', valueOptions, source: POSIX })

/** Longer subcommands first: the first row that fits counts. */
export const LAUNCHERS: readonly LauncherRow[] = [
  npm('npx'),
  npm('pnpx'),
  npm('npm', 'exec'),
  npm('npm', 'x'),
  npm('pnpm', 'dlx'),
  npm('pnpm', 'exec'),
  npm('yarn', 'dlx'),
  npm('yarn', 'exec'),
  bun('bunx'),
  bun('bun', 'x'),
  { ...node('bun'), subcommand: ['run'], runtime: 'Bun', source: BUN },
  { ...node('bun'), runtime: 'Bun', source: BUN },
  node('node'),
  node('nodejs'),
  node('tsx'),
  node('ts-node'),
  {
    program: 'deno',
    subcommand: ['run'],
    kind: 'script',
    runtime: 'Deno',
    valueOptions: ['-c', '--config', '--import-map', '--lock', '--location', '--cert', '--ext'],
    source: 'https://docs.deno.com/runtime/reference/cli/run/',
  },
  row('uvx', undefined, {
    kind: 'package',
    registry: 'pypi',
    runtime: 'Python',
    ...uvOptions,
    packageOptions: ['--from'],
    source: UV,
  }),
  row('uv', 'tool run', {
    kind: 'package',
    registry: 'pypi',
    runtime: 'Python',
    ...uvOptions,
    packageOptions: ['--from'],
    source: UV,
  }),
  {
    ...python('uv'),
    subcommand: ['run'],
    valueOptions: [...uvOptions.valueOptions],
    moduleOption: '-m',
    source: UV,
  },
  row('pipx', 'run', {
    kind: 'package',
    registry: 'pypi',
    runtime: 'Python',
    valueOptions: ['--spec', '--python', '--index-url', '--pip-args'],
    packageOptions: ['--spec'],
    source: 'https://pipx.pypa.io/stable/docs/',
  }),
  python('python'),
  python('python3'),
  python('py'),
  container('docker', 'container run'),
  container('docker', 'run'),
  container('podman', 'container run'),
  container('podman', 'run'),
  container('nerdctl', 'run'),
  ...['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish', 'cmd', 'powershell', 'pwsh'].map(shell),
  prefix('env', undefined, ['-u', '--unset', '-C', '--chdir', '-S']),
  prefix('sudo', undefined, ['-u', '--user', '-g', '--group']),
  prefix('exec'),
  prefix('command'),
  prefix('nohup'),
  prefix('time'),
  prefix('nice', undefined, ['-n']),
  prefix('wsl', undefined, ['-d', '--distribution', '-u', '--user', '--cd']),
  prefix('mise', 'exec'),
  prefix('mise', 'x'),
  prefix('op', 'run', ['--env-file', '--account']),
  prefix('doppler', 'run', ['-p', '--project', '-c', '--config', '-t', '--token']),
  {
    program: 'ssh',
    kind: 'remote',
    valueOptions: [...'bcDEeFIiJLlmOoPpQRSWw'].map((letter) => `-${letter}`),
    source: 'https://man.openbsd.org/ssh',
  },
]

function row(
  program: string,
  subcommand: string | undefined,
  rest: Omit<LauncherRow, 'program' | 'subcommand'>,
) {
  return { program, ...(subcommand === undefined ? {} : { subcommand: subcommand.split(' ') }), ...rest }
}
