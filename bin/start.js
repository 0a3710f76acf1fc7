// npm start: shows what a scan gives. Without arguments the fleet of the lab is scanned, else the named targets.
const named = process.argv.slice(2)
const targets = named.length > 0 ? named : ['--lab']
process.argv.splice(2, named.length, 'scan', ...targets, '--output', 'mcp-pqc-inventory.json')

await import('./dev.js')
