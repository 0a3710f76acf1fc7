import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Stands for a text of the upstream towards one client: a token that only this gateway can make, and that means nothing in
 * another context (AES-256-GCM; the context is authenticated). Nothing is stored, so no client can use up the room of
 * others. One text has one token in one context. Tokens end with the gateway.
 */
export class Seals {
  // As bytes, Node.js 24 would import them again for each token, at twice the cost of the rest.
  readonly #key = createSecretKey(randomBytes(32))
  readonly #ivKey = createSecretKey(randomBytes(32))

  /** Visible ASCII without `.`: fits into header fields, URLs and ids of events. */
  seal(text: string, context: SealContext): string {
    const about = textOf(context)
    const iv = createHmac('sha256', this.#ivKey)
      .update(JSON.stringify([about, text]))
      .digest()
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv.subarray(0, IV_BYTES)).setAAD(
      Buffer.from(about),
    )
    const sealed = [
      iv.subarray(0, IV_BYTES),
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]
    return Buffer.concat(sealed).toString('base64url')
  }

  /** undefined: not a token of this gateway, or one of another context. */
  open(token: string, context: SealContext): string | undefined {
    const bytes = Buffer.from(token, 'base64url')
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(Buffer.from(textOf(context))).setAuthTag(bytes.subarray(-TAG_BYTES))
    try {
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    } catch {
      return undefined
    }
  }
}

/** Who asks. `peer`: `peerIdentity` of the client. `session`: the upstream's id of its session. */
export type Asker = { peer: string | undefined; session?: string | undefined }

export type SealContext = Asker & { of: 'session' | 'event' | 'redirect' }

const textOf = ({ of, peer, session }: SealContext): string =>
  JSON.stringify([of, peer ?? null, session ?? null])
