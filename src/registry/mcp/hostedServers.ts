/**
 * Domains of vendors that run MCP servers for their customers: only the vendor can upgrade a server there. Clouds on
 * whose domains customers run servers of their own are not listed.
 */
const SOURCE = 'general knowledge of the vendors’ hosted MCP servers, as their documentation names them'
const AS_OF = '2026-11'

export type HostedServerRow = { vendor: string; domains: readonly string[]; source: string; asOf: string }

const row = (vendor: string, ...domains: string[]): HostedServerRow => ({
  vendor,
  domains,
  source: SOURCE,
  asOf: AS_OF,
})

export const HOSTED_SERVERS: readonly HostedServerRow[] = [
  row('Airtable', 'mcp.airtable.com'),
  row('Amplitude', 'mcp.amplitude.com', 'mcp.eu.amplitude.com'),
  row('Apify', 'mcp.apify.com'),
  row('Asana', 'mcp.asana.com'),
  row('Atlassian', 'mcp.atlassian.com', 'mcp-auth.atlassian.com'),
  row('AWS', 'knowledge-mcp.global.api.aws'),
  row('Box', 'mcp.box.com'),
  row('Canva', 'mcp.canva.com'),
  row('ClickUp', 'mcp.clickup.com'),
  row('Cloudflare', 'mcp.cloudflare.com'),
  row('Cloudinary', 'mcp.cloudinary.com'),
  row('Datadog', 'mcp.datadoghq.com', 'mcp.datadoghq.eu'),
  row('Cognition (DeepWiki)', 'mcp.deepwiki.com'),
  row('Exa', 'mcp.exa.ai'),
  row('Figma', 'mcp.figma.com'),
  row('Fireflies', 'api.fireflies.ai'),
  row('GitHub', 'api.githubcopilot.com'),
  row('GitLab', 'gitlab.com'),
  row('Globalping', 'mcp.globalping.dev'),
  row('HubSpot', 'mcp.hubspot.com'),
  row('Hugging Face', 'huggingface.co'),
  row('Intercom', 'mcp.intercom.com'),
  row('Jam', 'mcp.jam.dev'),
  row('Linear', 'mcp.linear.app'),
  row('Make', 'mcp.make.com'),
  row('Mercado Libre', 'mcp.mercadolibre.com', 'mcp.mercadopago.com'),
  row('Microsoft', 'learn.microsoft.com', 'mcp.dev.azure.com'),
  row('monday.com', 'mcp.monday.com'),
  row('Neon', 'mcp.neon.tech'),
  row('Netlify', 'netlify-mcp.netlify.app'),
  row('Notion', 'mcp.notion.com'),
  row('PayPal', 'mcp.paypal.com', 'mcp.sandbox.paypal.com'),
  row('Plaid', 'api.dashboard.plaid.com'),
  row('PostHog', 'mcp.posthog.com', 'mcp-eu.posthog.com'),
  row('Prisma', 'mcp.prisma.io'),
  row('Ramp', 'ramp-mcp-remote.ramp.com', 'mcp.ramp.com'),
  row('Rube (Composio)', 'rube.app', 'mcp.composio.dev'),
  row('Salesforce', 'api.salesforce.com'),
  row('Semgrep', 'mcp.semgrep.ai'),
  row('Sentry', 'mcp.sentry.dev'),
  row('Simplescraper', 'mcp.simplescraper.io'),
  row('Slack', 'mcp.slack.com'),
  row('Smithery', 'server.smithery.ai'),
  row('Square', 'mcp.squareup.com'),
  row('Stripe', 'mcp.stripe.com', 'access.stripe.com'),
  row('Stytch', 'mcp.stytch.dev'),
  row('Supabase', 'mcp.supabase.com'),
  row('Tavily', 'mcp.tavily.com'),
  row('Thoughtspot', 'agent.thoughtspot.app'),
  row('Upstash (Context7)', 'mcp.context7.com'),
  row('Vercel', 'mcp.vercel.com'),
  row('Webflow', 'mcp.webflow.com'),
  row('Wix', 'mcp.wix.com'),
  row('Zapier', 'mcp.zapier.com', 'actions.zapier.com'),
]

const VENDORS: ReadonlyMap<string, string> = new Map(
  HOSTED_SERVERS.flatMap(({ vendor, domains }) => domains.map((domain) => [domain, vendor] as const)),
)

/** The vendor that runs the server of a host name: at a domain of the table or below one. undefined: unknown. */
export const hostedBy = (host: string): string | undefined => {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  for (let at = 0; at < labels.length - 1; at++) {
    const vendor = VENDORS.get(labels.slice(at).join('.'))
    if (vendor !== undefined) return vendor
  }
  return undefined
}
