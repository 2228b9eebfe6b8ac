namespace Kiket.Portal.Tests;

/// <summary>
/// This test shows a requirement of OWASP ASVS 5.0.0, such as <c>V1.2.4</c>. <c>AsvsTests</c> has the list of those that
/// the portal meets and fails when one has no test.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AsvsAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
