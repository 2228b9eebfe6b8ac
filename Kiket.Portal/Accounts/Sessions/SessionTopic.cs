using Kiket.Portal.Foundation;

namespace Kiket.Portal.Accounts.Sessions;

/// <summary>"Some of this person's sign-ins ended", by user id. Open pages and their connections then check their own.</summary>
public sealed class SessionTopic(ILogger<SessionTopic> logger) : LiveTopic(logger);
