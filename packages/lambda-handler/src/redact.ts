// Shorter than this it is no secret, and replacing it would leave no readable message.
const MIN_QUERY_CHARACTERS = 4;

/**
 * Takes a query out of a message that somebody else wrote, whatever its case and spacing there: error messages like to
 * quote what they failed on.
 */
export function redactQuery(message: string, query: string): string {
  const words = query.trim();
  if (words.length < MIN_QUERY_CHARACTERS) return message;
  const pattern = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return message.replace(new RegExp(pattern, "gi"), "[query]");
}
