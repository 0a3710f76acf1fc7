import { z } from 'zod'
import { demoServer, document, READ, tool } from './demoServer.ts'

const CONDITIONS = ['clear', 'cloudy', 'light rain', 'fog', 'wind from the west']

const STATIONS = [
  { id: 'LIS-01', city: 'Lisbon', latitude: 38.72, longitude: -9.14 },
  { id: 'OSL-04', city: 'Oslo', latitude: 59.91, longitude: 10.75 },
]

/** The same city has the same weather in every run. */
const forecast = (city: string, day: number) => {
  const seed = city.length + day
  return { day, condition: CONDITIONS[seed % CONDITIONS.length], high: 12 + (seed % 9), low: 4 + (seed % 5) }
}

/** Public forecasts: nothing here is worth recording. */
export const weather = demoServer(
  { name: 'weather', title: 'Public weather', version: '3.2.0' },
  tool(
    'get_forecast',
    'Forecast',
    'Weather forecast for a city, for the next one to seven days.',
    {
      city: z.string().describe('Name of the city'),
      days: z.number().int().min(1).max(7).default(3),
    },
    { ...READ, openWorldHint: true },
    ({ city, days }) => ({ city, forecast: Array.from({ length: days }, (_, day) => forecast(city, day)) }),
  ),
  tool(
    'list_stations',
    'Weather stations',
    'Public weather stations with their positions.',
    undefined,
    READ,
    () => ({ stations: STATIONS }),
  ),
  document(
    'warnings',
    'weather://warnings/current',
    { title: 'Weather warnings in force', mimeType: 'text/plain' },
    'No warnings in force.',
  ),
)
