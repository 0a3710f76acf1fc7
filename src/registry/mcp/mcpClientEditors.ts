import type { McpClientRow } from './mcpClients.ts'

const asOf = '2026-11'
const MCP_SERVERS = [['mcpServers']]

/** Editors of the VS Code family: extensions keep their files below the settings of each. */
const CODE = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf']
const inCode = (path: string, editors: readonly string[] = CODE): string[] =>
  editors.map((editor) => `{config}/${editor}/User/${path}`)
const VS_CODE = CODE.slice(0, 3)

/** Editors, and assistants that live in them. */
export const EDITORS: readonly McpClientRow[] = [
  {
    client: 'Cursor',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.cursor/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://cursor.com/docs/context/mcp',
      },
      {
        scope: 'project',
        paths: { all: ['.cursor/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://cursor.com/docs/context/mcp',
      },
    ],
  },
  {
    client: 'VS Code',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: [...inCode('mcp.json', VS_CODE), ...inCode('profiles/*/mcp.json', VS_CODE)] },
        servers: [['servers']],
        source: 'https://code.visualstudio.com/docs/copilot/reference/mcp-configuration',
      },
      {
        scope: 'user',
        paths: { all: [...inCode('settings.json', VS_CODE), ...inCode('profiles/*/settings.json', VS_CODE)] },
        servers: [['mcp', 'servers']],
        source: 'https://code.visualstudio.com/updates/v1_102',
        note: 'Servers moved from the settings to mcp.json in version 1.102.',
      },
      {
        scope: 'project',
        paths: { all: ['.vscode/mcp.json'] },
        servers: [['servers']],
        source: 'https://code.visualstudio.com/docs/copilot/reference/mcp-configuration',
      },
      {
        scope: 'project',
        paths: { all: ['.vscode/settings.json'] },
        servers: [['mcp', 'servers']],
        source: 'https://code.visualstudio.com/updates/v1_102',
      },
      {
        scope: 'project',
        paths: { all: ['*.code-workspace'] },
        format: 'json',
        servers: [['settings', 'mcp', 'servers']],
        source: 'https://code.visualstudio.com/docs/copilot/reference/mcp-configuration',
      },
      {
        scope: 'project',
        paths: { all: ['.devcontainer/devcontainer.json', '.devcontainer.json'] },
        servers: [['customizations', 'vscode', 'mcp', 'servers']],
        source: 'https://code.visualstudio.com/docs/copilot/customization/mcp-servers',
      },
    ],
  },
  {
    client: 'Copilot for IntelliJ',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          linux: ['{xdg}/github-copilot/intellij/mcp.json'],
          darwin: ['{xdg}/github-copilot/intellij/mcp.json'],
          win32: ['{localAppData}/github-copilot/intellij/mcp.json'],
        },
        servers: [['servers']],
        source:
          'https://docs.github.com/copilot/how-tos/provide-context/use-mcp/extend-copilot-chat-with-mcp',
      },
    ],
  },
  {
    client: 'Windsurf',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: [
            '{home}/.codeium/windsurf/mcp_config.json',
            '{home}/.codeium/windsurf-next/mcp_config.json',
            '{home}/.codeium/mcp_config.json',
          ],
        },
        servers: MCP_SERVERS,
        source: 'https://docs.windsurf.com/windsurf/cascade/mcp',
        note: 'The plugins for other editors read ~/.codeium/mcp_config.json.',
      },
    ],
  },
  {
    client: 'Antigravity',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: ['{home}/.gemini/antigravity/mcp_config.json', '{home}/.gemini/config/mcp_config.json'],
        },
        servers: MCP_SERVERS,
        source: 'https://antigravity.google/docs/mcp',
      },
    ],
  },
  {
    client: 'Zed',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          linux: ['{xdg}/zed/settings.json'],
          darwin: ['{xdg}/zed/settings.json', '{config}/Zed/settings.json'],
          win32: ['{config}/Zed/settings.json'],
        },
        servers: [['context_servers']],
        source: 'https://zed.dev/docs/ai/mcp',
        note: 'Sources disagree on macOS: the documentation names ~/.config/zed, others Application Support.',
      },
      {
        scope: 'project',
        paths: { all: ['.zed/settings.json'] },
        servers: [['context_servers']],
        source: 'https://zed.dev/docs/configuring-zed',
      },
    ],
  },
  {
    client: 'Cline',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: [
            ...inCode('globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json'),
            '{home}/.cline/data/settings/cline_mcp_settings.json',
          ],
        },
        servers: MCP_SERVERS,
        source: 'https://docs.cline.bot/mcp/configuring-mcp-servers',
      },
    ],
  },
  {
    client: 'Roo Code',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: [
            ...inCode('globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'),
            ...inCode('globalStorage/rooveterinaryinc.roo-cline/settings/cline_mcp_settings.json'),
          ],
        },
        servers: MCP_SERVERS,
        source: 'https://docs.roocode.com/features/mcp/using-mcp-in-roo',
        note: 'Versions before 3.9 kept the name of the file that they had from Cline.',
      },
      {
        scope: 'project',
        paths: { all: ['.roo/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://docs.roocode.com/features/mcp/using-mcp-in-roo',
      },
    ],
  },
  {
    client: 'Continue',
    asOf,
    files: [
      {
        scope: 'user',
        paths: {
          all: [
            '{home}/.continue/config.yaml',
            '{home}/.continue/config.json',
            '{home}/.continue/mcpServers/*.yaml',
            '{home}/.continue/mcpServers/*.yml',
            '{home}/.continue/mcpServers/*.json',
          ],
        },
        servers: [['mcpServers'], ['experimental', 'modelContextProtocolServers']],
        source: 'https://docs.continue.dev/customize/deep-dives/mcp',
        note: 'JSON files in mcpServers/ are taken over from other clients: a map by name, not a list.',
      },
      {
        scope: 'project',
        paths: {
          all: [
            '.continue/config.yaml',
            '.continue/mcpServers/*.yaml',
            '.continue/mcpServers/*.yml',
            '.continue/mcpServers/*.json',
          ],
        },
        servers: MCP_SERVERS,
        source: 'https://docs.continue.dev/customize/deep-dives/mcp',
      },
    ],
  },
  {
    client: 'Kiro',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.kiro/settings/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://kiro.dev/docs/mcp/configuration/',
      },
      {
        scope: 'project',
        paths: { all: ['.kiro/settings/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://kiro.dev/docs/mcp/configuration/',
      },
    ],
  },
  {
    client: 'JetBrains Junie',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.junie/mcp/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://junie.jetbrains.com/docs/junie-plugin-mcp-settings.html',
        note: 'Sources disagree on the user-wide path.',
      },
      {
        scope: 'project',
        paths: { all: ['.junie/mcp/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://junie.jetbrains.com/docs/junie-plugin-mcp-settings.html',
      },
    ],
  },
  {
    client: 'JetBrains AI Assistant',
    asOf,
    files: [
      {
        scope: 'user',
        paths: { all: ['{home}/.ai/mcp/*.json'] },
        servers: MCP_SERVERS,
        source: 'https://www.jetbrains.com/help/ai-assistant/mcp.html',
        note: 'Sources disagree on the name of the file in ~/.ai/mcp/.',
      },
      {
        scope: 'project',
        paths: { all: ['.ai/mcp/mcp.json'] },
        servers: MCP_SERVERS,
        source: 'https://www.jetbrains.com/help/ai-assistant/mcp.html',
      },
    ],
  },
]
