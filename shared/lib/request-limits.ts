/**
 * Limits for the requests of an AWS client, as its `requestHandler`. Without them, a request on a connection that no longer
 * answers never ends: the SDK sets no limit, and its `requestTimeout` alone only prints a warning. The SDK sends a
 * request again that reached a limit. A slow transfer does not reach it.
 *
 * @see docs/decisions/0161-requests-to-aws-have-limits.md
 * @param silence milliseconds without a byte in either direction after which the request fails
 * @param connecting milliseconds for the connection
 */
export const requestLimits = (silence: number, connecting = 1000) => ({
  connectionTimeout: connecting,
  socketTimeout: silence,
});
