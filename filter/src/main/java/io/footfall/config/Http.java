package io.footfall.config;

/**
 * What was chosen for the HTTP API.
 *
 * @param mode what it does; default {@code off}
 * @param role the role of the container's own security that a caller must have; at most 100
 *     characters, none of them control characters, default empty for none
 * @param open whether callers on other machines are answered although they need no role; default
 *     {@code false}, and always so with a role
 */
public record Http(HttpMode mode, String role, boolean open) {}
