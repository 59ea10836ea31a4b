/** What must not be found anywhere. */
export const SECRET = 'hunter2-8f6c';
