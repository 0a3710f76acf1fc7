import table from './manifests.json' with { type: 'json' }

export const KUBERNETES_KINDS = table.kubernetes

/** The protocols of a Gateway's listener that can carry MCP: https://gateway-api.sigs.k8s.io/reference/spec/#protocoltype */
export const LISTENER_SCHEMES = table.listenerSchemes as Readonly<Record<string, 'http' | 'https'>>

/** Labels such as `traefik.http.routers.NAME.rule`. Users choose the names of entry points; these are the documentation's. */
export const TRAEFIK = { ...table.traefik, router: new RegExp(table.traefik.router, 'i') }

/** The variables by which nginx-proxy and its companion learn the host names of a container. */
export const VIRTUAL_HOST = table.virtualHost
