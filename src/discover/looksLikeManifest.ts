/** True for what is to be read as a compose file or a manifest of Kubernetes, and not as a list of targets. */
export const looksLikeManifest = (path: string, text: string): boolean => {
  const start = text.slice(0, LOOKED_AT)
  return /\.ya?ml$/i.test(path) || KUBERNETES.test(start) || COMPOSE.test(start)
}

/** Characters: comments and a licence may stand before the first key. */
const LOOKED_AT = 65_536

/** A key of YAML, or of the same in JSON. No target begins a line like this. */
const KUBERNETES = /^[ \t{]*"?apiVersion"?[ \t]*:[ \t]+\S/m
const COMPOSE = /^(?:services|[ \t{]*"services")[ \t]*:[ \t]*(?:[{#].*)?$/m
