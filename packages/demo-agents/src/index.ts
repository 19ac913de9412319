import { answerAs } from "./answer.ts";
import { readQuestion } from "./question.ts";

/** The Lambda behind every demo agent: `{agent, query, request_id}` in, `{answer}` out. */
export async function handler(event: unknown): Promise<{ readonly answer: string }> {
  return { answer: answerAs(readQuestion(event)) };
}
