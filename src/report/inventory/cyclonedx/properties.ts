import { sanitize } from '../../text/sanitize.ts'

/** Namespace of properties for which CycloneDX has no field: docs/reports-cbom-sarif.md lists the names. */
const NAMESPACE = 'mcp-pqc'
const MAX_VALUE = 1000
const MAX_VALUES = 50

export type Property = { name: string; value: string }

export const property = (name: string, value: string | number | boolean): Property => ({
  name: `${NAMESPACE}:${name}`,
  value: sanitize(String(value), MAX_VALUE),
})

/** One property per value; the last one says how many were left out. */
export const properties = (name: string, values: readonly string[]): Property[] => {
  const shown = values.slice(0, MAX_VALUES).map((value) => property(name, value))
  const rest = values.length - shown.length
  return rest > 0 ? [...shown, property(name, `and ${rest} more`)] : shown
}

/** Nothing for an absent or empty value. */
export const optional = (name: string, value: string | number | boolean | undefined): Property[] =>
  value === undefined || value === '' ? [] : [property(name, value)]
