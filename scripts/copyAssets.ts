import { cpSync, globSync } from 'node:fs'

// npm run build: files that the program reads at run time and that tsc does not copy.
for (const path of globSync('src/**/*.{css,js,sql}')) cpSync(path, `dist/${path}`)
