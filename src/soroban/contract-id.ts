import { createHash } from 'node:crypto'
import type { Sdk } from './network/sdk.ts'

export type ContractName = string
export type ContractId = string & { readonly kind: 'contract-id' }

interface Instance {
  readonly system: string
  readonly environment: string
  readonly contract: ContractName
  /** 1, 2, 3...: a higher one is a deliberate fresh instance. */
  readonly generation: number
}

/**
 * The salt of an instance: sha256 over `fairlead`, system, environment, contract and generation, each ended by a
 * zero byte so that no two lists of names give the same text. Public; the same after a network was reset.
 */
export function saltOf({ system, environment, contract, generation }: Instance): Uint8Array {
  const parts = ['fairlead', system, environment, contract, String(generation)]
  return createHash('sha256')
    .update(parts.map((part) => `${part}\0`).join(''))
    .digest()
}

/**
 * The id that a contract created by `deployer` with `salt` has (CAP-46-02): sha256 of the XDR preimage. Neither the
 * code nor the constructor arguments are part of it.
 */
export function contractIdOf({
  sdk,
  passphrase,
  deployer,
  salt,
}: {
  sdk: Sdk
  passphrase: string
  deployer: string
  salt: Uint8Array
}): ContractId {
  const { xdr, hash, StrKey, Address } = sdk
  const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: new xdr.Hash(hash(Buffer.from(passphrase))),
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
        new xdr.ContractIdPreimageFromAddress({ address: new Address(deployer).toScAddress(), salt }),
      ),
    }),
  )
  return StrKey.encodeContract(hash(preimage.toXdr())) as ContractId
}
