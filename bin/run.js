#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { packageRoot, refuse, withSupportedNode } from './runtime.js'

await withSupportedNode(import.meta.url, async () => {
  const built = new URL('../dist/src/cli/main.js', import.meta.url)
  if (!existsSync(built))
    return refuse('mcp-pqc is not built here: run "npm run build", or use bin/dev.js, which needs no build')
  const { main } = await import(built.href)
  await main(process.argv.slice(2), { root: packageRoot })
})
