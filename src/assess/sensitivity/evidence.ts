import type { DataClass } from '../../registry/sensitivity/dataClasses.ts'

/** What is known of an MCP server before or after talking to it. Every text may be hostile. */
export type ServerEvidence = {
  id?: string
  /** The name in the configuration or in the registry. */
  name?: string
  title?: string
  description?: string
  url?: string
  /** `serverInfo.name` of the initialize result. */
  serverName?: string
  instructions?: string
  packageName?: string
  command?: string
  /** Names, never values, of environment variables and secrets. */
  environment?: readonly string[]
  tools?: readonly ToolEvidence[]
  resources?: readonly { uri: string; name?: string; description?: string }[]
  prompts?: readonly { name: string; description?: string }[]
}

export type ToolEvidence = {
  name: string
  title?: string
  description?: string
  annotations?: { readOnlyHint?: boolean; destructiveHint?: boolean }
  arguments?: readonly string[]
}

/** One thing that speaks for one class. */
export type Hint = {
  class: DataClass
  weight: number
  /** As shown to a person: `tool create_refund: refund`. */
  words: string
  /** Said of the server as a whole, not by one of its tools: only this may speak against another class. */
  whole: boolean
}
