import { remediation, settingFor } from '../../registry/remediation/remediation.ts'
import { imperative } from '../needs.ts'
import { type ActionQuestion, type Chosen, keepUntil, standardsReview } from './chosen.ts'
import { placeOf, shellWord } from './places.ts'
import { upgradeInPlace, versionStep } from './upgrade.ts'
import { vendorOf, vendorRequest } from './vendor.ts'

/** For an SSH server: a setting, a newer version, or OpenSSH as a jump host. */
export const sshAction = (question: ActionQuestion): Chosen => {
  const { endpoint, need, policy } = question
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  if (need.kind === 'weak-certificate') return dropWeakHostKeys(question)
  if (need.track === 'authentication') return keepHostKeys(question)
  const row = endpoint.software && remediation(endpoint.software.id)
  const verify = `mcp-pqc scan ${shellWord(endpoint.url)} --fail-on classical`
  const config = row && settingFor(row, policy.sshMethods)
  if (row && config !== undefined)
    return { ...upgradeInPlace(question, row, config, policy.sshMethods), verify }
  if (policy.sshMethods) return { ...waitForMethods(question, policy.sshMethods.join(', ')), verify }
  return { ...updateOrJump(question), verify }
}

/** RFC 4251 §4.1: clients pin host keys. No standard has a post-quantum one yet. */
const keepHostKeys = ({ asOf }: ActionQuestion): Chosen => {
  const recheck = standardsReview(asOf)
  return keepUntil(
    recheck,
    'Keep the host keys until SSH has a standard for post-quantum ones',
    'no released SSH server supports post-quantum host keys',
    [
      'Offer ssh-ed25519 or RSA host keys of at least 3,072 bits; remove ssh-rsa (SHA-1) and DSA host keys.',
      `Review it on ${recheck}: ML-DSA host keys are a draft (draft-sfluhrer-ssh-mldsa).`,
    ],
  )
}

const dropWeakHostKeys = ({ endpoint, need }: ActionQuestion): Chosen => ({
  action: {
    kind: 'upgrade-in-place',
    summary: imperative(need.rows),
    steps: [
      ...need.rows.map(({ remedy }) => remedy),
      'Make sure that every client accepts one of the remaining host keys.',
    ],
    config:
      '# /etc/ssh/sshd_config, then: sshd -t && systemctl reload ssh\nHostKeyAlgorithms -ssh-rsa,ssh-dss',
    rollback: 'Remove the HostKeyAlgorithms line and reload sshd.',
  },
  effortDays: [0.25, 1],
  verify: `mcp-pqc scan ${shellWord(endpoint.url)} --explain`,
})

/** For methods that a mandate requires and that are in no known release. */
const waitForMethods = (question: ActionQuestion, methods: string): Chosen => {
  const recheck = standardsReview(question.asOf)
  const row = question.endpoint.software && remediation(question.endpoint.software.id)
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: `Enable hybrid key exchange now, and ${methods} once SSH servers support it`,
      steps: [
        `No released SSH server is known to offer ${methods}, which the mandate requires.`,
        `Review it on ${recheck}.`,
      ],
      ...(row?.hybrid === undefined ? {} : { config: row.hybrid }),
      rollback: row?.rollback ?? 'Restore the previous list of key exchange methods.',
    },
    effortDays: row?.effortDays ?? [1, 5],
    blockedBy: [`no released SSH server is known to offer ${methods}`],
    status: 'blocked',
    recheck,
  }
}

/** For unknown software, and software without such a setting: a newer version, or a hybrid jump host. */
const updateOrJump = ({ endpoint }: ActionQuestion): Chosen => {
  const row = endpoint.software && remediation(endpoint.software.id)
  const { host } = placeOf(endpoint)
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: row
        ? `Update ${row.name}`
        : 'Update the SSH server, or route its clients through a hybrid jump host',
      steps: [
        row
          ? versionStep(row)
          : 'Ask its owner which SSH server it is, and for a version with mlkem768x25519-sha256.',
        ...(row ? [`Caution: ${row.trap}`] : []),
        'If it cannot be updated, install OpenSSH 10 on a machine in the same protected network and make clients use it as a jump host: the connection from there to the server stays classical.',
      ],
      config: `# ~/.ssh/config of the clients\nHost ${host}\n    ProxyJump JUMP_HOST\n\n# on JUMP_HOST\n${remediation('openssh')?.hybrid}`,
      rollback: row?.rollback ?? 'Remove the ProxyJump line.',
    },
    effortDays: row?.effortDays ?? [1, 5],
  }
}
