using System.Security.Cryptography;
using Kiket.Portal.Data;
using Kiket.Portal.Edge;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting;

/// <summary>
/// What tells this portal's containers from those of another one on the same engine, and its key to the edge. Both are created
/// once in the data directory, which all nodes share.
/// </summary>
public sealed class PortalInstance
{
    /// <summary>The label of everything that the portal creates on an engine.</summary>
    public const string Label = "dev.kiket.portal";

    private readonly Lazy<string> _id;
    private readonly Lazy<string> _edgeKey;

    public PortalInstance(DataDirectory data, IOptions<EdgeOptions> edge)
    {
        _id = new(() => ReadOrCreate(data, "instance", 8));
        _edgeKey = new(() => edge.Value.Key.Length > 0 ? edge.Value.Key : ReadOrCreate(data, "edge-key", 32));
    }

    /// <summary>16 hex digits.</summary>
    public string Id => _id.Value;

    public string EdgeKey => _edgeKey.Value;

    private static string ReadOrCreate(DataDirectory data, string name, int bytes)
    {
        var file = Path.Combine(data.Private("hosting"), name);
        var half = $"{file}.{Guid.NewGuid():N}";
        if (!File.Exists(file))
        {
            File.WriteAllText(half, RandomNumberGenerator.GetHexString(bytes * 2, lowercase: true));
            try
            {
                File.Move(half, file);
            }
            catch (IOException)
            {
                // Another node was faster; its value counts.
                File.Delete(half);
            }
        }

        return File.ReadAllText(file);
    }
}
