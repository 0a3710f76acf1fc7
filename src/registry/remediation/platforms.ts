import { AS_OF, type RemediationRow } from './row.ts'

const ASK = {
  from: 'no setting is known; ask the operator',
  trap: 'The edge may be hybrid while the connection behind it is not; a scan from outside cannot see that.',
  rollback: 'None: nothing is changed on our side.',
  effortDays: [0.5, 1],
  asOf: AS_OF,
} as const

/** Networks and load balancers run by others: some have a setting, the others have an operator to ask. */
export const PLATFORMS = [
  {
    id: 'cloudflare',
    name: 'Cloudflare',
    from: 'enabled by default at the edge; the connection to the origin has a setting',
    hybrid:
      'curl -X PUT https://api.cloudflare.com/client/v4/zones/$ZONE_ID/cache/origin_post_quantum_encryption \\\n  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d \'{"value":"preferred"}\'',
    trap: 'The edge may be hybrid while the connection to the origin is not; a scan from outside cannot see that.',
    rollback: 'Set the value to "off".',
    effortDays: [0.5, 1],
    source: 'https://developers.cloudflare.com/ssl/post-quantum-cryptography/',
    asOf: AS_OF,
  },
  {
    id: 'aws-elb',
    name: 'AWS Application or Network Load Balancer',
    from: 'a security policy with PQ in its name',
    hybrid:
      'aws elbv2 modify-listener --listener-arn $LISTENER_ARN --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    trap: 'The AWS CLI and CloudFormation still use the policy of 2016-08 by default.',
    rollback: 'Set the previous --ssl-policy.',
    effortDays: [0.5, 1],
    source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
    asOf: AS_OF,
  },
  {
    id: 'gcp-lb',
    name: 'Google Cloud load balancer',
    from: 'an SSL policy that is attached to the target proxy',
    hybrid: 'gcloud compute ssl-policies update $POLICY --post-quantum-key-exchange=ENABLED',
    trap: 'A policy that is not attached to the target proxy has no effect.',
    rollback: 'Set --post-quantum-key-exchange=DEFAULT.',
    effortDays: [0.5, 1],
    source: 'https://cloud.google.com/load-balancing/docs/ssl-policies-concepts',
    asOf: AS_OF,
  },
  {
    id: 'aws-cloudfront',
    name: 'Amazon CloudFront',
    operator: 'AWS',
    ...ASK,
    source: 'https://aws.amazon.com/contact-us',
  },
  { id: 'akamai', name: 'Akamai', operator: 'Akamai', ...ASK, source: 'https://www.akamai.com' },
  { id: 'fastly', name: 'Fastly or Varnish', operator: 'Fastly', ...ASK, source: 'https://www.fastly.com' },
  { id: 'vercel', name: 'Vercel', operator: 'Vercel', ...ASK, source: 'https://vercel.com' },
  { id: 'netlify', name: 'Netlify', operator: 'Netlify', ...ASK, source: 'https://www.netlify.com' },
  { id: 'fly', name: 'Fly.io proxy', operator: 'Fly.io', ...ASK, source: 'https://fly.io' },
  { id: 'heroku', name: 'Heroku router', operator: 'Heroku', ...ASK, source: 'https://www.heroku.com' },
] as const satisfies readonly RemediationRow[]
