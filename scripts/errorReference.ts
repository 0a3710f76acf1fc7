import codes from '../src/model/errorCodes.json' with { type: 'json' }

type Rows = Record<string, { means: string; next: string; incomplete?: boolean }>

/** docs/errors.md. */
export const errorReference = (): string =>
  `${[
    '# Error codes',
    'Made by `npm run docs` from `src/model/errorCodes.json`.',
    'A code is stable; messages and hints may change. It names its subject first, then what is wrong with it (`STORE_LOCKED`); some codes of `connect` and of discovery are older than this rule and stay as they are.',
    '## Errors of a command',
    'With `--json`, a command that fails prints `{ "error": { "code", "message", "hint" } }` on standard output; without it, message and hint go to standard error. The exit code is 2 unless the table names another.',
    table(codes.errors),
    '## Errors of `connect` and `serve`',
    'A request that cannot be delivered is answered with a JSON-RPC error whose `data.code` is one of these, or `HTTP_` and a status, such as `HTTP_401`: the server refused the request. [connect.md](connect.md#faults) says for which of them nothing was sent.',
    table(codes.faults),
    '## Problems of single places',
    'They do not stop a command. `discover --json` lists them as `problems`; in an inventory an endpoint that could not be probed has one as `problem`.',
    'After a problem with "(incomplete)", the source may name endpoints that were not found: no `--fail-on` passes then.',
    table(codes.problems),
  ].join('\n\n')}\n`

const table = (rows: Rows): string =>
  [
    '| Code | Means | What to do |',
    '|---|---|---|',
    ...Object.entries(rows)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([code, { means, next, incomplete }]) =>
          `| \`${code}\`${incomplete ? ' (incomplete)' : ''} | ${means} | ${next} |`,
      ),
  ].join('\n')
