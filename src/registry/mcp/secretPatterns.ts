/**
 * How secrets are recognised: by their name, or by the prefix of their issuer. Used to keep secrets out of
 * everything that is stored or shown, so it errs on the side of hiding.
 */
export type SecretPrefixRow = { issuer: string; prefix: string; source: string; asOf: string }

/** Prefixes of issued credentials. A value that starts with one is a secret whatever it is called. */
export const SECRET_PREFIXES = [
  row('Anthropic, OpenAI and others', 'sk-', 'https://platform.openai.com/docs/api-reference/authentication'),
  row('GitHub', 'ghp_', 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/'),
  row('GitHub', 'gho_', 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/'),
  row('GitHub', 'ghu_', 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/'),
  row('GitHub', 'ghs_', 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/'),
  row('GitHub', 'ghr_', 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/'),
  row('GitHub', 'github_pat_', 'https://docs.github.com/authentication'),
  row('GitLab', 'glpat-', 'https://docs.gitlab.com/security/tokens/#token-prefixes'),
  row('Slack', 'xoxa-', 'https://docs.slack.dev/authentication/tokens'),
  row('Slack', 'xoxb-', 'https://docs.slack.dev/authentication/tokens'),
  row('Slack', 'xoxp-', 'https://docs.slack.dev/authentication/tokens'),
  row('Slack', 'xoxe-', 'https://docs.slack.dev/authentication/tokens'),
  row('Slack', 'xapp-', 'https://docs.slack.dev/authentication/tokens'),
  row('AWS', 'AKIA', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html'),
  row('AWS', 'ASIA', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html'),
  row('Google', 'AIza', 'https://cloud.google.com/docs/authentication/api-keys'),
  row('Google', 'ya29.', 'https://developers.google.com/identity/protocols/oauth2'),
  row('npm', 'npm_', 'https://docs.npmjs.com/about-access-tokens'),
  row('Hugging Face', 'hf_', 'https://huggingface.co/docs/hub/security-tokens'),
  row('Stripe', 'sk_', 'https://docs.stripe.com/keys'),
  row('Stripe', 'rk_', 'https://docs.stripe.com/keys'),
  row('Notion', 'ntn_', 'https://developers.notion.com/docs/authorization'),
  row('Linear', 'lin_', 'https://linear.app/developers/graphql'),
  row('a JSON Web Token', 'eyJ', 'RFC 7519 §3.1'),
] as const satisfies readonly SecretPrefixRow[]

/** Words that make a name one of a secret, whole or as a part between separators or capitals. */
export const SECRET_WORDS: readonly string[] = [
  'accesskey',
  'apikey',
  'auth',
  'authorization',
  'bearer',
  'code',
  'cookie',
  'credential',
  'credentials',
  'jwt',
  'key',
  'pass',
  'passphrase',
  'passwd',
  'password',
  'pat',
  'pwd',
  'secret',
  'session',
  'sig',
  'signature',
  'sid',
  'token',
]

function row(issuer: string, prefix: string, source: string): SecretPrefixRow {
  return { issuer, prefix, source, asOf: '2026-11' }
}
