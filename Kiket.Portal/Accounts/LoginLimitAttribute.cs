namespace Kiket.Portal.Accounts;

/// <summary>For pages that accept a password, a code or an account's address: what is sent to them counts toward <see cref="LoginLimit"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LoginLimitAttribute : Attribute;
