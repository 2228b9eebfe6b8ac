namespace Kiket.Portal.Accounts;

/// <summary>Security events of signing in. Names the account by id, never by the entered text.</summary>
public static partial class SignInLog
{
    [LoggerMessage(LogLevel.Information, "Signed in: user {UserId} by {Method}.")]
    public static partial void SignedIn(ILogger logger, Guid userId, string method);

    [LoggerMessage(LogLevel.Warning, "Sign-in refused: user {UserId}, {Reason}.")]
    public static partial void Refused(ILogger logger, Guid? userId, string reason);

    [LoggerMessage(LogLevel.Information, "Sign-ins ended: user {UserId}, {Count}, {Reason}.")]
    public static partial void SessionsEnded(ILogger logger, Guid userId, int count, string reason);

    [LoggerMessage(LogLevel.Warning, "Account locked: user {UserId} by {OperatorId}.")]
    public static partial void Locked(ILogger logger, Guid userId, Guid operatorId);

    [LoggerMessage(LogLevel.Warning, "Account unlocked: user {UserId} by {OperatorId}.")]
    public static partial void Unlocked(ILogger logger, Guid userId, Guid operatorId);

    [LoggerMessage(LogLevel.Information, "Confirmed before a change of credentials: user {UserId} by {Method}.")]
    public static partial void Confirmed(ILogger logger, Guid userId, string method);

    [LoggerMessage(LogLevel.Information, "Account registered: user {UserId}.")]
    public static partial void Registered(ILogger logger, Guid userId);

    [LoggerMessage(LogLevel.Information, "Account changed: user {UserId}, {Change}.")]
    public static partial void Changed(ILogger logger, Guid userId, string change);

    [LoggerMessage(LogLevel.Warning, "The sign-in provider {Provider} can't be reached.")]
    public static partial void ProviderUnreachable(ILogger logger, string provider, Exception exception);
}
