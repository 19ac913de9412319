/** What a reader finds in every row whatever the numbers: the head of the table, and who the rows are about. */
export function tableShape(section: string): readonly string[] {
  const [head = "", ...rows] = section.split("\n");
  return [head, ...rows.map((row) => row.split(" | ")[0] ?? "")];
}
