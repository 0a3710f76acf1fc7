import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const SECRETS: Record<string, { version: number; rotated: string; value: string }> = {
  'ci/deploy-token': { version: 4, rotated: '2026-09-30', value: 'not-a-real-token' },
  'db/reporting-password': { version: 11, rotated: '2026-11-01', value: 'not-a-real-password' },
}

/** Passwords, API keys, tokens. */
export const secretsVault = (): McpServer => {
  const server = new McpServer({ name: 'secrets-vault', title: 'Secrets vault', version: '6.0.0' })

  server.registerTool(
    'read_secret',
    {
      title: 'Read a secret',
      description: 'Read a password, API key or access token from the vault.',
      inputSchema: z.object({ path: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ path }) => {
      const secret = SECRETS[path]
      return secret ? answer({ path, ...secret }) : failure(`There is no secret at ${path}.`)
    },
  )

  server.registerTool(
    'list_secrets',
    {
      title: 'List secrets',
      description: 'List the paths of the stored credentials, without their values.',
      annotations: { readOnlyHint: true },
    },
    () => answer({ paths: Object.keys(SECRETS) }),
  )

  server.registerTool(
    'rotate_secret',
    {
      title: 'Rotate a secret',
      description: 'Replace a credential with a new one and revoke the old.',
      inputSchema: z.object({ path: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
    },
    ({ path }) => {
      const secret = SECRETS[path]
      return secret
        ? answer({ path, version: secret.version + 1 })
        : failure(`There is no secret at ${path}.`)
    },
  )

  return server
}
