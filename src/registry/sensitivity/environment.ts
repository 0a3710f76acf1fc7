import type { DataClass } from './dataClasses.ts'

/** What the name of an environment variable says. The key that a server itself uses towards its upstream says nothing. */
export const ENVIRONMENT_PHRASES: readonly {
  class: DataClass
  weight: number
  phrases: string
  source: string
}[] = [
  {
    class: 'unbounded',
    weight: 3,
    phrases:
      'database url, db url, database uri, db uri, connection string, jdbc url, db host, db name, database host, database name, postgres url, postgresql url, postgres host, mysql host, mysql url, mongo uri, mongodb uri, mongodb url, redis url, redis host, neo4j uri, neo4j url, sqlite path, db path, database path, allowed directories, allowed paths, allowed commands, db user, db password, db port, dsn, openapi spec url, swagger url, graphql endpoint, ssh host, bucket name',
    source: 'usual names in configuration files',
  },
  {
    class: 'communications',
    weight: 3,
    phrases:
      'smtp host, smtp server, imap host, imap server, smtp user, imap user, email host, email address, sender email, smtp password, chat id, channel id, bot token, phone number',
    source: 'usual names in configuration files',
  },
  {
    class: 'payment',
    weight: 3,
    phrases:
      'wallet private key, private key wallet, wallet address, mnemonic, seed phrase, evm private key, solana private key, wallet',
    source: 'usual names in configuration files',
  },
  {
    class: 'intellectual-property',
    weight: 2.5,
    phrases:
      'vault path, obsidian vault, repo path, project path, workspace path, memory file path, notes dir, notes path, documents path, knowledge base id, repository path, project root, project dir',
    source: 'usual names in configuration files',
  },
  {
    class: 'operations',
    weight: 2,
    phrases:
      'kubeconfig, kube config, cluster url, log level remote, device id, site url, property id, aws profile',
    source: 'usual names in configuration files',
  },
]

/** Prefixes that say which helper a server calls, not whom it serves: no product is inferred from them. */
export const HELPER_VARIABLES =
  'openai, anthropic, gemini, google, azure, aws, llm, model, http, https, proxy, log, node, python, mcp, docker, port, host, api, debug, server, client, user, base, embedding, github, ollama, huggingface, hf'
