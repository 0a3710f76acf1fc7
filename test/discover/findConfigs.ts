import { type ConfigOptions, discoverConfigs } from '../../src/discover/config/configs.ts'
import type { DiscoveryProblem, Endpoint } from '../../src/model/endpoint.ts'

export type Found = { endpoints: Endpoint[]; problems: DiscoveryProblem[] }

/** Everything that a discovery finds and notes, by default on Linux, in nobody's environment. */
export const find = async (options: Partial<ConfigOptions>): Promise<Found> => {
  const problems: DiscoveryProblem[] = []
  const note = (problem: DiscoveryProblem): void => {
    problems.push(problem)
  }
  const nowhere = { home: '/nonexistent', root: '/nonexistent', env: {}, projects: [], allUsers: false }
  const endpoints: Endpoint[] = []
  for await (const endpoint of discoverConfigs({ ...nowhere, platform: 'linux', note, ...options }))
    endpoints.push(endpoint)
  return { endpoints, problems }
}
