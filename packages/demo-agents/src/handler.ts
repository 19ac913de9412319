import { answerAs } from "./answer.ts";
import { readQuestion } from "./question.ts";

type Handler = (event: unknown) => Promise<{ readonly answer: string }>;

/** Answers in an agent's name. Logs the caller's request id, so that one search finds a request in every log; never the query. */
export function createHandler(writeLine: (line: string) => void): Handler {
  return async (event) => {
    const question = readQuestion(event);
    writeLine(JSON.stringify({ level: "INFO", agent: question.agent, requestId: question.request_id }));
    return { answer: answerAs(question) };
  };
}
