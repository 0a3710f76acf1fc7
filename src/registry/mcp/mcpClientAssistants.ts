import type { McpClientRow } from './mcpClients.ts'

const asOf = '2026-11'
const MCP_SERVERS = [['mcpServers']]

/** Assistants of their own: desktop applications and command-line tools. */
export const ASSISTANTS: readonly McpClientRow[] = [
  {
    client: 'Claude Desktop',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{config}/Claude/claude_desktop_config.json'] },
        servers: MCP_SERVERS,
        source: 'https://modelcontextprotocol.io/docs/develop/connect-local-servers',
        note: 'Anthropic ships no Linux build; the path is the one of the community builds.',
      },
    ],
  },
  {
    client: 'Claude Code',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.claude.json', '{$CLAUDE_CONFIG_DIR}/.claude.json'] },
        servers: [['mcpServers'], ['projects', '*', 'mcpServers']],
        source: 'https://code.claude.com/docs/en/mcp',
      },
      {
        scope: 'user',
        paths: {
          all: [
            '{home}/.claude/plugins/cache/**/.mcp.json',
            '{home}/.claude/plugins/cache/**/.claude-plugin/plugin.json',
          ],
        },
        servers: [['mcpServers'], []],
        source: 'https://code.claude.com/docs/en/plugins-reference',
        note: 'A plugin may leave the key mcpServers out of its .mcp.json.',
      },
      {
        scope: 'project',
        paths: { all: ['.mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://code.claude.com/docs/en/mcp',
      },
      {
        scope: 'managed',
        paths: {
          linux: ['{root}/etc/claude-code/managed-mcp.json'],
          darwin: ['{root}/Library/Application Support/ClaudeCode/managed-mcp.json'],
          win32: ['{programFiles}/ClaudeCode/managed-mcp.json', '{programData}/ClaudeCode/managed-mcp.json'],
        },
        servers: MCP_SERVERS,
        source: 'https://code.claude.com/docs/en/mcp',
        note: 'On Windows older versions read %ProgramData%, newer ones %ProgramFiles%.',
      },
    ],
  },
  {
    client: 'Copilot CLI',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.copilot/mcp-config.json', '{$COPILOT_HOME}/mcp-config.json'] },
        servers: MCP_SERVERS,
        source: 'https://docs.github.com/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers',
      },
      {
        scope: 'project',
        paths: { all: ['.github/mcp.json'] },
        servers: [['mcpServers'], ['servers']],
        source: 'https://docs.github.com/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers',
      },
    ],
  },
  {
    client: 'Gemini CLI',
    asOf,
    bareVariables: true,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.gemini/settings.json', '{home}/.gemini/extensions/*/gemini-extension.json'] },
        servers: MCP_SERVERS,
        source: 'https://geminicli.com/docs/tools/mcp-server/',
      },
      {
        scope: 'project',
        paths: { all: ['.gemini/settings.json'] },
        servers: MCP_SERVERS,
        source: 'https://geminicli.com/docs/tools/mcp-server/',
      },
      {
        scope: 'managed',
        paths: {
          linux: ['{root}/etc/gemini-cli/settings.json', '{root}/etc/gemini-cli/system-defaults.json'],
          darwin: [
            '{root}/Library/Application Support/GeminiCli/settings.json',
            '{root}/Library/Application Support/GeminiCli/system-defaults.json',
          ],
          win32: ['{programData}/gemini-cli/settings.json', '{programData}/gemini-cli/system-defaults.json'],
        },
        servers: MCP_SERVERS,
        source: 'https://geminicli.com/docs/reference/configuration/',
      },
    ],
  },
  {
    client: 'Qwen Code',
    asOf,
    bareVariables: true,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.qwen/settings.json'] },
        servers: MCP_SERVERS,
        source: 'https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp/',
      },
      {
        scope: 'project',
        paths: { all: ['.qwen/settings.json'] },
        servers: MCP_SERVERS,
        source: 'https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp/',
      },
      {
        scope: 'managed',
        paths: {
          linux: ['{root}/etc/qwen-code/settings.json'],
          darwin: ['{root}/Library/Application Support/QwenCode/settings.json'],
          win32: ['{programData}/qwen-code/settings.json'],
        },
        servers: MCP_SERVERS,
        source: 'https://qwenlm.github.io/qwen-code-docs/en/users/configuration/settings/',
      },
    ],
  },
  {
    client: 'Codex',
    asOf,
    urlTransport: 'streamable-http',
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.codex/config.toml', '{$CODEX_HOME}/config.toml'] },
        servers: [['mcp_servers']],
        source: 'https://developers.openai.com/codex/mcp',
      },
      {
        scope: 'project',
        paths: { all: ['.codex/config.toml'] },
        servers: [['mcp_servers']],
        source: 'https://developers.openai.com/codex/mcp',
      },
      {
        scope: 'managed',
        paths: {
          linux: ['{root}/etc/codex/config.toml', '{root}/etc/codex/managed_config.toml'],
          darwin: ['{root}/etc/codex/config.toml', '{root}/etc/codex/managed_config.toml'],
          win32: ['{programData}/OpenAI/Codex/config.toml', '{home}/.codex/managed_config.toml'],
        },
        servers: [['mcp_servers']],
        source: 'https://developers.openai.com/codex/config-reference',
      },
    ],
  },
  {
    client: 'Goose',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          linux: ['{xdg}/goose/config.yaml'],
          darwin: ['{xdg}/goose/config.yaml'],
          win32: ['{config}/Block/goose/config/config.yaml'],
        },
        servers: [['extensions']],
        source: 'https://goose-docs.ai/docs/guides/config-files',
      },
    ],
  },
  {
    client: 'opencode',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: [
            '{xdg}/opencode/opencode.json',
            '{xdg}/opencode/opencode.jsonc',
            '{xdg}/opencode/config.json',
            '{$OPENCODE_CONFIG}',
          ],
        },
        servers: [['mcp']],
        format: 'json',
        source: 'https://opencode.ai/docs/mcp-servers/',
      },
      {
        scope: 'project',
        paths: {
          all: ['opencode.json', 'opencode.jsonc', '.opencode/opencode.json', '.opencode/opencode.jsonc'],
        },
        servers: [['mcp']],
        source: 'https://opencode.ai/docs/config/',
      },
      {
        scope: 'managed',
        paths: {
          linux: ['{root}/etc/opencode/opencode.json', '{root}/etc/opencode/opencode.jsonc'],
          darwin: [
            '{root}/Library/Application Support/opencode/opencode.json',
            '{root}/Library/Application Support/opencode/opencode.jsonc',
          ],
          win32: ['{programData}/opencode/opencode.json', '{programData}/opencode/opencode.jsonc'],
        },
        servers: [['mcp']],
        source: 'https://opencode.ai/docs/config/',
      },
    ],
  },
  {
    client: 'Amazon Q',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: [
            '{home}/.aws/amazonq/mcp.json',
            '{home}/.aws/amazonq/default.json',
            '{home}/.aws/amazonq/agents/*.json',
            '{home}/.aws/amazonq/cli-agents/*.json',
          ],
        },
        servers: MCP_SERVERS,
        source: 'https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/command-line-mcp-config-CLI.html',
        note: 'Agents are in agents/ for the editors and in cli-agents/ for the command line.',
      },
      {
        scope: 'project',
        paths: {
          all: [
            '.amazonq/mcp.json',
            '.amazonq/default.json',
            '.amazonq/agents/*.json',
            '.amazonq/cli-agents/*.json',
          ],
        },
        servers: MCP_SERVERS,
        source: 'https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/command-line-mcp-config-CLI.html',
      },
    ],
  },
  {
    client: 'LM Studio',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.lmstudio/mcp.json', '{home}/.cache/lm-studio/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://lmstudio.ai/docs/app/mcp',
        note: 'Sources disagree: the documentation names ~/.lmstudio, lmstudio-bug-tracker#1371 ~/.cache/lm-studio.',
      },
    ],
  },
  {
    client: 'Warp',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.warp/.mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://docs.warp.dev/agent-platform/capabilities/mcp',
      },
      {
        scope: 'project',
        paths: { all: ['.warp/.mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://docs.warp.dev/agent-platform/capabilities/mcp',
      },
    ],
  },
]
