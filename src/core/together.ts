/**
 * Does two works beside each other that are of use only together. When one fails, the other is told to stop by its signal;
 * the failure that came first is thrown when both have ended, so that neither works on behind the back of whoever goes on.
 */
export async function together<One, Other>(
  one: (stop: AbortSignal) => Promise<One>,
  other: (stop: AbortSignal) => Promise<Other>,
): Promise<[One, Other]> {
  const failed = new AbortController()
  const watched = <Result>(work: Promise<Result>) => {
    work.catch((failure) => failed.abort(failure))
    return work
  }
  const works = [watched(one(failed.signal)), watched(other(failed.signal))] as const
  await Promise.allSettled(works)
  failed.signal.throwIfAborted()
  return await Promise.all(works)
}
