/** How descriptions in public lists speak of products. */
export const MENTIONS = {
  /** Clients, languages and runtimes that descriptions name without carrying anything of theirs. */
  passing: `
    claude desktop, claude code, claude, cursor, cursor ide, windsurf, cline, roo code, codex cli, vscode,
    visual studio code, vs code, continue dev, aider, zed editor, codex, github copilot, langchain, langgraph,
    crewai, llamaindex, ollama, lm studio, librechat, openwebui, cherry studio, raycast, docker,
    docker compose, docker hub, kubernetes, nodejs, npm, pypi, linux, windows, macos, http client, smithery,
    mcp proxy, mcp hub, mcp gateway, mcp inspector, hugging face, litellm, jupyter, homebrew, calendar, mail,
    email, contacts, memory, files, fs, search, materials, everything`,
  /** Kinds of products that descriptions name as means or as an example. */
  passingKinds: `
    language model that is asked, calculation and conversion, pure computation,
    generic tool of one’s own computer, generic work of operations, generic messages and meetings,
    workshop with an ordinary name`,
  /** `MCP server for Acme`, `access to Acme`, `integration with Acme`. */
  subjectAfter: 'for, to, with, from, your, the, of, official, through',
  /** `Acme integration`, `the Acme platform`. */
  subjectBefore: `
    api, apis, integration, account, accounts, workspace, workspaces, instance, instances, server, servers,
    platform, mcp, app, data, database, databases, cluster, clusters, service, services, project, projects,
    cloud, client`,
  /** What makes an ordinary word the name of a product: `the Close API`. */
  ordinaryBefore: 'api, apis, integration, account, workspace, instance, mcp, app, crm',
  source: 'usual wording of descriptions in public lists of MCP servers',
} as const
