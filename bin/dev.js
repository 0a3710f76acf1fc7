#!/usr/bin/env node
import { withSupportedNode } from './runtime.js'

// The release entry's twin for a checkout: runs commands/*.ts as they stand, without a build.
await withSupportedNode(import.meta.url, async () => {
  const { fromSource } = await import('./from-source.ts')
  const { main } = await import('../src/cli/main.ts')
  await main(process.argv.slice(2), fromSource)
})
