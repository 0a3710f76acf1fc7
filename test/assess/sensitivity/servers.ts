import type { ServerEvidence } from '../../../src/assess/sensitivity/sensitivity.ts'
import type { DataClass } from '../../../src/registry/sensitivity/dataClasses.ts'

/** Servers made up for the tests: none of them exists, and no figure in docs/accuracy.md counts them. */
export const MADE_UP: readonly { server: ServerEvidence; first: DataClass }[] = [
  described('Zorba Clinic', 'Search patients, read lab results and update medication lists.', 'health'),
  described('Kestrel Band', 'Your sleep, heart rate and workout data from Kestrel wearables.', 'health'),
  described('Paylo', 'Create payment links, refunds and payouts.', 'payment'),
  described('Chain Pocket', 'Send tokens and swap on EVM chains from your wallet.', 'payment'),
  described('Keyholder', 'Read and rotate secrets stored in Keyholder.', 'credentials'),
  described('Peoplely', 'HR platform: employees, leave requests, and candidates.', 'personal'),
  described('Ledgerly', 'Query invoices, expenses and journal entries.', 'financial'),
  described('Inboxer', 'Read and send emails, manage drafts and labels.', 'communications'),
  described('Codenest', 'Browse repositories, pull requests and code reviews.', 'intellectual-property'),
  described('Logtrek', 'Query logs, metrics and traces of your services.', 'operations'),
  described('Qbase', 'Execute SQL queries against your database and inspect the schema.', 'unbounded'),
  described('Shellx', 'Run shell commands on the host machine.', 'unbounded'),
  described('Skyview', 'Get the current weather and forecasts for any location.', 'public'),
  described('Paper Finder', 'Search academic papers from arXiv and PubMed literature.', 'public'),
  described('Ticker', 'Real-time stock prices and SEC filings.', 'public'),
  withTools(['get_patient', 'search_patients', 'add_prescription'], 'health'),
  withTools(['charge_card', 'refund', 'list_charges'], 'payment'),
  withTools(['read_secret', 'list_secrets', 'rotate_secret'], 'credentials'),
  withTools(['get_employee', 'list_employees'], 'personal'),
  withTools(['get_balance', 'post_journal_entry'], 'financial'),
  withTools(['list_messages', 'send_message'], 'communications'),
  withTools(['searchCode', 'openPullRequest'], 'intellectual-property'),
  withTools(['search_tickets', 'close_ticket'], 'operations'),
  withTools(['run_query', 'list_tables'], 'unbounded'),
  withTools(['get_forecast', 'list_stations'], 'public'),
]

function described(name: string, description: string, first: DataClass) {
  return { server: { name, description }, first }
}

function withTools(names: readonly string[], first: DataClass) {
  return { server: { tools: names.map((name) => ({ name })) }, first }
}
