import { hash } from 'node:crypto'

/** The versions of CycloneDX that are written: both have cryptographic assets. */
export type SpecVersion = '1.7' | '1.6'

export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined }

/** A component of the BOM and what it depends on. It is written once, however many use it. */
export type Asset = {
  ref: string
  component: (version: SpecVersion) => { readonly [name: string]: Json | undefined }
  dependsOn: readonly Asset[]
}

/** A short name for what has none, or whose name came from the network: the same for the same text. */
export const digest = (text: string): string => hash('sha256', text).slice(0, 32)

/** In the order of first use, each once. */
export const distinct = (assets: readonly Asset[]): Asset[] => [
  ...new Map(assets.map((asset) => [asset.ref, asset])).values(),
]

/** References, as 1.7 writes them; 1.6 has a field for each. */
export const related = (type: 'algorithm' | 'publicKey', assets: readonly Asset[]): Json[] =>
  assets.map(({ ref }) => ({ type, ref }))
