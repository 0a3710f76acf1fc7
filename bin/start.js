// npm start: an example of a scan. Scans the named targets, or without arguments the lab.
const named = process.argv.slice(2)
const targets = named.length > 0 ? named : ['--lab']
process.argv.splice(2, named.length, 'scan', ...targets, '--output', 'mcp-pqc-inventory.json')

await import('./dev.js')
