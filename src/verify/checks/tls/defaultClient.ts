import {
  atEachAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type Outcome,
  pass,
  warn,
} from '../../check.ts'
import { acceptsWanted, isPostQuantumName, meets, wanted } from '../../groups.ts'
import { dialOf, handshakeByNode, type NodeHandshake } from '../../handshakes/nodeClient.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject, TlsAddress } from '../../subject.ts'

export const defaultClient: CheckDefinition = {
  id: 'default-client',
  title: 'A client with default settings (Node.js, OpenSSL) negotiates post-quantum key exchange',
  run: (subject) =>
    atEachAddress(subject, async (at) => {
      const done = await handshakeByNode(dialOf(subject, at))
      return judge(subject, at, done)
    }),
}

const judge = (subject: Subject, { group, classical, facts }: TlsAddress, done: NodeHandshake): Outcome => {
  const { options } = subject
  if (done.kind === 'done') {
    const what = `${done.version} with ${done.group ?? 'static RSA'}`
    if (meets(options, done.group)) return pass(what)
    // Clients do not offer a mandate's groups by default, which is not the server's fault.
    const isNotAllowed = isPostQuantumName(done.group) && options.requirement !== 'pqc'
    return (isNotAllowed ? warn : fail)(`${what}: not a ${wanted(options)}`, enableHybrid(subject))
  }
  if (acceptsWanted(options, facts) === 'no') return fail(done.detail, enableHybrid(subject))
  if (done.state !== 'refused') return inconclusive(done.detail)
  if (group && !classical && facts.versions['TLS 1.2'].state !== 'accepted') {
    return warn(
      `${done.detail}: the server accepts only groups that Node.js does not offer by default, such as ${group.name}`,
      `Configure each client (Node.js: ecdhCurve: '${group.name}'), or make the server accept X25519MLKEM768 too.`,
    )
  }
  return fail(done.detail, enableHybrid(subject))
}
