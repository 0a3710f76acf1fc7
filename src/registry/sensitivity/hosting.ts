/** Domains under which other people's servers run: the name of the host says nothing about what the server carries. */
export const HOSTING_DOMAINS = {
  domains: `github.io, gitlab.io, vercel.app, netlify.app, pages.dev, workers.dev, herokuapp.com, onrender.com, fly.dev,
    railway.app, run.app, appspot.com, web.app, firebaseapp.com, azurewebsites.net, azurecontainerapps.io, azure-api.net,
    azurefd.net, cloudapp.azure.com, amazonaws.com, on.aws, awsapprunner.com, cloudfront.net, elasticbeanstalk.com,
    ngrok.io, ngrok-free.app, ngrok.app, trycloudflare.com, hf.space, replit.app, repl.co, deno.dev, modal.run,
    ondigitalocean.app, koyeb.app, northflank.app, zeabur.app, supabase.co, ts.net, loca.lt, val.run, gradio.live,
    svc.cluster.local`,
  source: 'the hosters’ own documentation; several are in the Public Suffix List',
  asOf: '2026-11',
} as const

/** Hosts that pass requests on to many servers: the path says which. */
export const PASSING_DOMAINS = {
  domains:
    'smithery.ai, composio.dev, pipedream.net, glama.ai, klavis.ai, mcp.run, gitmcp.io, mcphub.com, metatool.ai',
  source: 'the operators’ own documentation',
  asOf: '2026-11',
} as const

/** Scopes and name spaces that say where a package is published, not what it is. */
export const PUBLISHING_NAMES = {
  names:
    'modelcontextprotocol, io.github, io.gitlab, com.github, com.gitlab, ai.smithery, mcp, mcp-servers, servers',
  source: 'the registries of npm and of the Model Context Protocol',
  asOf: '2026-11',
} as const
