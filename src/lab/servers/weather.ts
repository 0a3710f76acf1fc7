import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer } from './answer.ts'

const CONDITIONS = ['clear', 'cloudy', 'light rain', 'fog', 'wind from the west']

/** Public forecasts: nothing here is worth recording. */
export const weather = (): McpServer => {
  const server = new McpServer({ name: 'weather', title: 'Public weather', version: '3.2.0' })

  server.registerTool(
    'get_forecast',
    {
      title: 'Forecast',
      description: 'Weather forecast for a city, for the next one to seven days.',
      inputSchema: z.object({
        city: z.string().describe('Name of the city'),
        days: z.number().int().min(1).max(7).default(3),
      }),
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ city, days }) =>
      answer({ city, forecast: Array.from({ length: days }, (_, day) => forecast(city, day)) }),
  )

  server.registerTool(
    'list_stations',
    {
      title: 'Weather stations',
      description: 'Public weather stations with their positions.',
      annotations: { readOnlyHint: true },
    },
    () =>
      answer({
        stations: [
          { id: 'LIS-01', city: 'Lisbon', latitude: 38.72, longitude: -9.14 },
          { id: 'OSL-04', city: 'Oslo', latitude: 59.91, longitude: 10.75 },
        ],
      }),
  )

  server.registerResource(
    'warnings',
    'weather://warnings/current',
    { title: 'Weather warnings in force', mimeType: 'text/plain' },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: 'No warnings in force.' }] }),
  )

  return server
}

/** The same city has the same weather in every run. */
const forecast = (city: string, day: number) => {
  const seed = city.length + day
  return { day, condition: CONDITIONS[seed % CONDITIONS.length], high: 12 + (seed % 9), low: 4 + (seed % 5) }
}
