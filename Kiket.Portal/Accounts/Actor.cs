using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts;

/// <summary>The person who acts, and from where. An argument of every use case that changes something.</summary>
/// <param name="UserId">The signed-in person, or the member an API token belongs to.</param>
/// <param name="Name">As shown to others and recorded in the audit log.</param>
/// <param name="Address">Remote address, when there is one.</param>
/// <param name="TokenId">The API token used, or null for a person in the browser.</param>
public sealed record Actor(Guid UserId, string Name, string? Address = null, Guid? TokenId = null) : IActor;
