import { testProperties } from './run.ts'

const { PROPERTY_INPUTS, PROPERTY_SEED } = process.env

/** `npm test` gives few inputs, which are the same each time; `npm run test:properties` gives a million others. */
const inputs = Number(PROPERTY_INPUTS ?? 3000)
const seed = Number(PROPERTY_SEED ?? (PROPERTY_INPUTS === undefined ? 1 : Date.now() % 2 ** 31))

describe('What strangers wrote', () => testProperties(inputs, seed))
