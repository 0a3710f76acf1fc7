import { testProperties } from '../../properties/run.ts'

describe('What strangers wrote, in other inputs each time', () =>
  testProperties(100_000, Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31)))
