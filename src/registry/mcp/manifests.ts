export const KUBERNETES_KINDS = [
  {
    kind: 'Ingress',
    groups: ['networking.k8s.io', 'extensions'],
    source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/',
  },
  {
    kind: 'Gateway',
    groups: ['gateway.networking.k8s.io'],
    source: 'https://gateway-api.sigs.k8s.io/reference/spec/#gateway',
  },
  {
    kind: 'HTTPRoute',
    groups: ['gateway.networking.k8s.io'],
    source: 'https://gateway-api.sigs.k8s.io/reference/spec/#httproute',
  },
] as const

/** The protocols of a Gateway's listener that can carry MCP: https://gateway-api.sigs.k8s.io/reference/spec/#protocoltype */
export const LISTENER_SCHEMES: Readonly<Record<string, 'http' | 'https'>> = {
  HTTP: 'http',
  HTTPS: 'https',
  TLS: 'https',
}

/** Labels such as `traefik.http.routers.NAME.rule`. Users choose the names of entry points; these are the documentation's. */
export const TRAEFIK = {
  router: /^traefik\.(?:http|tcp)\.routers\.([^.]+)\.(rule|entrypoints|tls)(?:\.|$)/i,
  secureEntryPoints: ['websecure', 'https'],
  plainEntryPoints: ['web', 'http'],
  source: 'https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/',
} as const

/** The variables by which nginx-proxy and its companion learn the host names of a container. */
export const VIRTUAL_HOST = {
  hosts: ['VIRTUAL_HOST', 'LETSENCRYPT_HOST'],
  path: 'VIRTUAL_PATH',
  source: 'https://github.com/nginx-proxy/nginx-proxy/tree/main/docs',
} as const
