import { PUBLIC_PKI_RECHECK, remediation } from '../../registry/remediation/remediation.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'
import { placeOf, shellWord } from './places.ts'
import { upgradeInPlace } from './upgrade.ts'
import { vendorOf, vendorRequest } from './vendor.ts'

/** An SSH server: its own line of settings, a newer version, or OpenSSH on the way to it. */
export const sshAction = (question: ActionQuestion): Chosen => {
  const { endpoint, need, groups } = question
  const vendor = vendorOf(endpoint)
  if (vendor !== undefined) return vendorRequest(question, vendor)
  if (need.track === 'authentication') return keepHostKeys(question)
  const row = endpoint.software && remediation(endpoint.software.id)
  const verify = `mcp-pqc scan ${shellWord(endpoint.url)} --fail-on classical`
  if (groups) return { ...waitForMlKem1024(question), verify }
  if (row?.hybrid !== undefined) return { ...upgradeInPlace(question, row, row.hybrid), verify }
  return { ...updateOrJump(question), verify }
}

/** RFC 4251 §4.1: a host key is pinned by whoever knows it. No standard has a post-quantum one yet. */
const keepHostKeys = ({ asOf }: ActionQuestion): Chosen => {
  const recheck = PUBLIC_PKI_RECHECK > asOf ? PUBLIC_PKI_RECHECK : asOf
  return {
    action: {
      kind: 'accept',
      summary: 'Keep the host keys until SSH has post-quantum ones',
      steps: [
        'Offer ssh-ed25519 or RSA keys of 3,072 bits and more; take ssh-rsa with SHA-1 and DSA keys away.',
        `Look again on ${recheck}: ML-DSA host keys are a draft (draft-sfluhrer-ssh-mldsa).`,
      ],
      rollback: 'None: nothing is changed.',
    },
    effortDays: [0, 0.5],
    blockedBy: ['no released SSH server has post-quantum host keys'],
    status: 'blocked',
    recheck,
  }
}

/** mlkem1024nistp384-sha384 is in a draft of the IETF, and in no release that is known. */
const waitForMlKem1024 = (question: ActionQuestion): Chosen => {
  const recheck = PUBLIC_PKI_RECHECK > question.asOf ? PUBLIC_PKI_RECHECK : question.asOf
  const row = question.endpoint.software && remediation(question.endpoint.software.id)
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: 'Turn hybrid key exchange on now; ML-KEM-1024 when SSH servers have it',
      steps: [
        'No released SSH server is known to offer mlkem1024nistp384-sha384, which the mandate asks for.',
        `Look again on ${recheck}.`,
      ],
      ...(row?.hybrid === undefined ? {} : { config: row.hybrid }),
      rollback: row?.rollback ?? 'Put the earlier list of key exchange methods back.',
    },
    effortDays: row?.effortDays ?? [1, 5],
    blockedBy: ['no released SSH server offers key exchange with ML-KEM-1024'],
    status: 'blocked',
    recheck,
  }
}

/** Software that has no such setting, or that is not known: a newer one, or a jump host that has it. */
const updateOrJump = ({ endpoint }: ActionQuestion): Chosen => {
  const row = endpoint.software && remediation(endpoint.software.id)
  const { host } = placeOf(endpoint)
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: row
        ? `Update ${row.name}`
        : 'Update the SSH server, or let its clients come over one that is hybrid',
      steps: [
        row
          ? `What it takes: ${row.from}.`
          : 'Ask its owner which software answers there, and for a version with mlkem768x25519-sha256.',
        ...(row ? [`Mind the trap: ${row.trap}`] : []),
        'Where it cannot be updated: put OpenSSH 10 on a machine next to it, and let clients jump over that one. The last leg stays as it is, so that machine has to stand in the same protected network.',
      ],
      config: `# ~/.ssh/config of the clients\nHost ${host}\n    ProxyJump JUMP_HOST\n\n# on JUMP_HOST\n${remediation('openssh')?.hybrid}`,
      rollback: row?.rollback ?? 'Take the ProxyJump line out again.',
    },
    effortDays: row?.effortDays ?? [1, 5],
    blockedBy: [],
    status: 'open',
  }
}
