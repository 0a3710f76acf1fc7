import { globSync } from 'node:fs'
import { type Command, Config } from '@oclif/core'
import { fromSource } from '../bin/from-source.ts'

type Flag = Command.Flag.Cached

/** The commands of this program, without those of oclif's plugins. @throws where one of them cannot be loaded. */
export const ownCommands = async (): Promise<Command.Loadable[]> => {
  const config = await Config.load(fromSource)
  const own = config.commands.filter(({ pluginName }) => pluginName === config.name)
  // oclif omits commands that it cannot load, with a warning.
  const missing = globSync('commands/**/*.ts', { cwd: fromSource.root })
    .map((path) => path.replace(/^commands\/|(\/index)?\.ts$/g, '').replaceAll('/', ':'))
    .filter((id) => !own.some((command) => command.id === id))
  if (missing.length > 0) throw new Error(`these commands cannot be loaded: ${missing.join(', ')}`)
  return own.filter(({ hidden }) => !hidden).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** The documented flags of a command, by name. */
export const visibleFlags = ({ flags }: Command.Loadable): Flag[] =>
  Object.values(flags)
    .filter(({ hidden }) => !hidden)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))

/** docs/commands.md. */
export const commandReference = async (): Promise<string> => {
  const commands = await ownCommands()
  return `${[
    '# Commands',
    'Made by `npm run docs` from `commands/`; `mcp-pqc COMMAND --help` says the same.',
    commands
      .map(
        (one) =>
          `- [\`mcp-pqc ${spoken(one.id)}\`](#mcp-pqc-${one.id.replaceAll(':', '-')}): ${text(one.summary)}`,
      )
      .join('\n'),
    ...commands.map(section),
  ].join('\n\n')}\n`
}

const section = (command: Command.Loadable): string => {
  const args = Object.values(command.args).filter(({ hidden }) => !hidden)
  const usage = ['mcp-pqc', spoken(command.id), ...args.map(argument(command)), '[FLAGS]'].join(' ')
  return [
    `## mcp-pqc ${spoken(command.id)}`,
    text(command.summary),
    `\`\`\`sh\n${usage}\n\`\`\``,
    ...(command.description ? [text(command.description)] : []),
    table(
      ['Argument', 'Meaning'],
      args.map((one) => [`\`${one.name.toUpperCase()}\``, text(one.description)]),
    ),
    table(
      ['Flag', 'Meaning'],
      visibleFlags(command).map((flag) => [flagName(flag), flagMeaning(flag)]),
    ),
    ...examples(command),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** An id as the command line has it: `history prune`. */
const spoken = (id: string): string => id.replaceAll(':', ' ')

const argument =
  ({ strict }: Command.Loadable) =>
  ({ name, required }: { name: string; required?: boolean }): string => {
    const shown = `${name.toUpperCase()}${strict === false ? '…' : ''}`
    return required ? shown : `[${shown}]`
  }

const flagName = (flag: Flag): string => {
  const name = flag.type === 'boolean' && flag.allowNo ? `--[no-]${flag.name}` : `--${flag.name}`
  const value = flag.type === 'option' ? ` ${valueName(flag)}` : ''
  return `\`${flag.char ? `-${flag.char}, ` : ''}${name}${value}\`${'multiple' in flag && flag.multiple ? ', may be repeated' : ''}`
}

const valueName = (flag: Flag): string => {
  if (flag.type !== 'option') return ''
  if (flag.options) return flag.options.join('|')
  return [flag.helpValue ?? flag.name.toUpperCase()].flat().join(' ')
}

const flagMeaning = (flag: Flag): string => {
  const standard =
    'default' in flag && flag.default !== undefined && flag.default !== false ? flag.default : undefined
  const described = text(flag.summary ?? flag.description)
  return `${described}${standard === undefined ? '' : ` [default: ${String(standard)}]`}${flag.required ? ' (required)' : ''}`
}

const examples = ({ examples: given = [] }: Command.Loadable): string[] => {
  if (given.length === 0) return []
  const lines = given.map((one) =>
    typeof one === 'string' ? text(one) : `# ${text(one.description)}\n${text(one.command)}`,
  )
  return [`\`\`\`sh\n${lines.join('\n\n')}\n\`\`\``]
}

const table = (head: [string, string], rows: [string, string][]): string =>
  rows.length === 0
    ? ''
    : [head, ['---', '---'], ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

const cell = (content: string): string => content.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** Replaces oclif's template of the program's name. */
const text = (template = ''): string => template.replaceAll('<%= config.bin %>', 'mcp-pqc').trim()
