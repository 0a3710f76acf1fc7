import type { Specification } from './specification.ts'
import { CLASSICAL } from './specifications/classical.ts'
import { HYBRID } from './specifications/hybrid.ts'
import { POST_QUANTUM } from './specifications/postQuantum.ts'

/** Every endpoint of the lab, from legacy to post-quantum. */
export const SPECIFICATIONS: readonly Specification[] = [...CLASSICAL, ...HYBRID, ...POST_QUANTUM]
