namespace Kiket.Portal.Hosting.Deployments;

/// <summary>More variables for a container, from features that Hosting doesn't know.</summary>
public interface IContainerVariables
{
    /// <summary>A host of the platform that the variables lead to; every container may call it. Null for none.</summary>
    string? Host => null;

    /// <summary>Asked each time that a container is made.</summary>
    /// <returns>They don't replace what Hosting itself sets.</returns>
    Task<IReadOnlyDictionary<string, string>> ForAsync(Deployment deployment, Generation generation, CancellationToken cancellationToken);
}
