/** Keeps bundles elsewhere, by the sha256 (hex) of what they attest: GitHub has those that its workflows made. */
export interface BundleArchive {
  /** As people should read it. */
  readonly name: string
  fetch(digest: string): Promise<readonly unknown[]>
}
