/** What people have done; each is routed to a model of its own choice. */
export const skills = ['ask'] as const;
