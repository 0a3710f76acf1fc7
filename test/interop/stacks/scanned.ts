import type { State } from '../../../src/model/state.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { clientResult } from './reference/clients.ts'
import { type Facts, NO, YES } from './reference/facts.ts'

/** What the scanner says, by the names of the tools' facts. What it does not know is absent. */
export const scannedFacts = (tls: TlsFacts): Facts => {
  const facts: Facts = new Map()
  const put = (fact: string, state: State | undefined): void => {
    if (state === 'accepted') facts.set(fact, YES)
    // A server that closes or resets says no in its way: only a served client shows that it does not.
    if (state === 'refused' || state === 'cut-off') facts.set(fact, NO)
  }
  for (const [version, { state }] of Object.entries(tls.versions)) put(`version ${version}`, state)
  for (const { name, state } of tls.groups) put(`group ${name}`, state)
  for (const { name, version, state } of tls.signatureSchemes) put(`scheme ${version} ${name}`, state)
  for (const [version, names] of [
    ...Object.entries(tls.cipherSuites),
    ...Object.entries(tls.sharedSecretSuites ?? {}),
  ])
    for (const name of names) facts.set(`suite ${version} ${name}`, YES)
  // Without a choice not every suite was tested.
  for (const [version, choice] of Object.entries(tls.cipherSuiteChoice)) {
    facts.set(`suite ${version} whole`, YES)
    if (choice !== 'unknown') facts.set(`suiteChoice ${version}`, choice)
  }
  for (const { name, state } of tls.curves12 ?? []) put(`curve ${name}`, state)
  if (tls.groupChoice !== 'unknown') facts.set('groupChoice', tls.groupChoice)
  for (const { certificates } of tls.chains)
    if (certificates[0]) facts.set(`chain ${certificates[0].sha256}`, String(certificates.length))
  if (tls.clientCertificate !== 'not-tested') facts.set('clientCertificate', tls.clientCertificate)
  put('ticket TLS 1.3', tls.resumption.tickets)
  put('resumed TLS 1.3', tls.resumption.psk_dhe_ke)
  put('resumedByTicket TLS 1.2', tls.resumption12?.ticket)
  put('resumedById TLS 1.2', tls.resumption12?.sessionId)
  for (const [version, lifetime] of [
    ['TLS 1.3', tls.resumption.ticketLifetime],
    ['TLS 1.2', tls.resumption12?.ticketLifetime],
  ] as const)
    if (lifetime !== undefined) facts.set(`ticketLifetime ${version}`, String(lifetime))
  if (tls.alpnState === 'accepted' || tls.alpnState === 'refused') facts.set('alpn', tls.alpn.join(','))
  put('largeHello', tls.tolerance.largeHello.state)
  put('fragmentedRecord', tls.tolerance.fragmentedRecord.state)
  for (const { client, state, version, group } of tls.clients)
    if (state === 'accepted') facts.set(`client ${client}`, clientResult(version, group))
    else put(`client ${client}`, state)
  return facts
}
