namespace Kiket.Portal.Foundation;

/// <summary>
/// The portal can't start for a reason that the person who starts it can remove. The message says it in words and is shown
/// without a stack trace.
/// </summary>
public class CannotStartException(string message, Exception? cause = null) : Exception(message, cause);
