using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>A type of the portal as people know it: nested and compiler-made ones count as the type around them.</summary>
/// <param name="Folder">The feature: the first segment of the namespace.</param>
/// <param name="Part">The sub-folder of the feature; empty for what lies in the feature's own folder.</param>
internal sealed record Owner(string Folder, string Part, string Name)
{
    public override string ToString() => Folder == PortalAssembly.Root ? Name : Part.Length == 0 ? $"{Folder}.{Name}" : $"{Folder}.{Part}.{Name}";
}

internal sealed record Arrow(Owner From, Owner To)
{
    public override string ToString() => $"{From} → {To}";
}

/// <summary>
/// Reads from the built portal which type uses which, in signatures, attributes and method bodies. The metadata is
/// read and not reflected upon, for reflection shows no bodies.
/// </summary>
internal sealed partial class PortalAssembly
{
    public const string Root = "(root)";

    private const string RootNamespace = "Kiket.Portal";

    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly UsedTypes _used;
    private readonly Dictionary<string, TypeDefinitionHandle> _names = new(StringComparer.Ordinal);

    private PortalAssembly(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _used = new UsedTypes(_metadata);
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            if (!type.IsNested)
            {
                _names.TryAdd($"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}", handle);
            }
        }
    }

    public static IReadOnlyList<Arrow> ReadArrows()
    {
        using var file = new PEReader(File.OpenRead(typeof(PortalHost).Assembly.Location));
        return new PortalAssembly(file).Read();
    }

    private List<Arrow> Read()
    {
        var arrows = new HashSet<Arrow>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            if (OwnerOf(handle) is not { } from)
            {
                continue;
            }

            _used.Types.Clear();
            ReadType(_metadata.GetTypeDefinition(handle));
            foreach (var used in _used.Types)
            {
                if (OwnerOf(used) is { } to && to != from)
                {
                    arrows.Add(new Arrow(from, to));
                }
            }
        }

        return [.. arrows];
    }

    /// <summary>Null for what generators put elsewhere (compiled regular expressions, the compiler's own details).</summary>
    private Owner? OwnerOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        while (type.IsNested)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        var place = _metadata.GetString(type.Namespace);
        var name = _metadata.GetString(type.Name).Split('`')[0];
        if (place == RootNamespace)
        {
            return new Owner(Root, "", name);
        }

        if (!place.StartsWith(RootNamespace + ".", StringComparison.Ordinal))
        {
            return null;
        }

        var segments = place[(RootNamespace.Length + 1)..].Split('.');
        return new Owner(segments[0], segments.Length > 1 ? segments[1] : "", name);
    }

    private void ReadType(TypeDefinition type)
    {
        Use(type.BaseType);
        ReadAttributes(type.GetCustomAttributes());
        ReadConstraints(type.GetGenericParameters());
        foreach (var handle in type.GetInterfaceImplementations())
        {
            Use(_metadata.GetInterfaceImplementation(handle).Interface);
        }

        foreach (var handle in type.GetFields())
        {
            var field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(_used, null);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (var handle in type.GetProperties())
        {
            ReadAttributes(_metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        }

        foreach (var handle in type.GetEvents())
        {
            Use(_metadata.GetEventDefinition(handle).Type);
        }

        foreach (var handle in type.GetMethods())
        {
            ReadMethod(_metadata.GetMethodDefinition(handle));
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_used, null);
        ReadAttributes(method.GetCustomAttributes());
        ReadConstraints(method.GetGenericParameters());
        foreach (var parameter in method.GetParameters())
        {
            ReadAttributes(_metadata.GetParameter(parameter).GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_used, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Use(region.CatchType);
        }

        foreach (var token in IntermediateLanguage.Tokens(body.GetILReader()))
        {
            Use(token);
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters)
    {
        foreach (var handle in parameters)
        {
            foreach (var constraint in _metadata.GetGenericParameter(handle).GetConstraints())
            {
                Use(_metadata.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            var attribute = _metadata.GetCustomAttribute(handle);
            Use(attribute.Constructor);

            // typeof(X) among the arguments is stored as X's name: [Layout(typeof(MainLayout))].
            var arguments = Encoding.UTF8.GetString(_metadata.GetBlobBytes(attribute.Value));
            foreach (Match name in TypeName().Matches(arguments))
            {
                if (_names.TryGetValue(name.Value, out var type))
                {
                    _used.Types.Add(type);
                }
            }
        }
    }

    private void Use(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _used.Types.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_used, null);
                break;
            case HandleKind.MethodDefinition:
                _used.Types.Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                _used.Types.Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                UseMember(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(_used, null);
                Use(method.Method);
                break;
        }
    }

    private void UseMember(MemberReference member)
    {
        Use(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(_used, null);
        }
        else
        {
            member.DecodeFieldSignature(_used, null);
        }
    }

    [GeneratedRegex(@"Kiket\.Portal[\w.]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();

    /// <summary>Collects every type of this assembly that a signature names; the decoded shapes themselves do not matter.</summary>
    private sealed class UsedTypes(MetadataReader metadata) : ISignatureTypeProvider<bool, object?>
    {
        public HashSet<TypeDefinitionHandle> Types { get; } = [];

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Types.Add(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

        public bool GetArrayType(bool elementType, ArrayShape shape) => false;

        public bool GetByReferenceType(bool elementType) => false;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

        public bool GetPinnedType(bool elementType) => false;

        public bool GetPointerType(bool elementType) => false;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetSZArrayType(bool elementType) => false;
    }
}
