package io.paceline.simulator.mutation;

import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * One bug, put into the byte code of one method of the production engine. The sources stay as they
 * are; a method that is not there any more is an error, so that no mutation dies unnoticed.
 *
 * @param bug what it makes the engine do
 * @param className the class, for instance {@code io.paceline.gossip.swim.Membership}
 * @param method the method, which must not be overloaded
 * @param change what is done to its code
 */
record Mutation(String bug, String className, String method, Consumer<MethodNode> change) {

  /** The method does nothing and returns zero, false or null. */
  static Consumer<MethodNode> doesNothing() {
    return method -> replaceBody(method, zero(method));
  }

  /** The method does nothing and returns this. */
  static Consumer<MethodNode> returns(int value) {
    return method -> {
      InsnList body = new InsnList();
      body.add(new LdcInsnNode(value));
      body.add(new InsnNode(Opcodes.IRETURN));
      replaceBody(method, body);
    };
  }

  /** The method finds this in an int parameter, whatever it is called with. */
  static Consumer<MethodNode> parameterIs(int slot, int value) {
    return method -> {
      InsnList start = new InsnList();
      start.add(new LdcInsnNode(value));
      start.add(new VarInsnNode(Opcodes.ISTORE, slot));
      method.instructions.insert(start);
    };
  }

  /** What the method gets from calls of a method that returns a long is divided. */
  static Consumer<MethodNode> dividesResultOf(String called, long by) {
    return method -> {
      int changed = 0;
      for (AbstractInsnNode insn : method.instructions.toArray()) {
        if (insn instanceof MethodInsnNode call && call.name.equals(called)) {
          InsnList division = new InsnList();
          division.add(new LdcInsnNode(by));
          division.add(new InsnNode(Opcodes.LDIV));
          method.instructions.insert(call, division);
          changed++;
        }
      }
      require(changed > 0, method.name + " does not call " + called);
    };
  }

  /**
   * The method returns false for every first argument of which this predicate of its class holds.
   */
  static Consumer<MethodNode> refusesWhat(String argumentClass, String predicate) {
    return method -> {
      LabelNode go = new LabelNode();
      InsnList start = new InsnList();
      start.add(new VarInsnNode(Opcodes.ALOAD, 1));
      start.add(
          new MethodInsnNode(
              Opcodes.INVOKEVIRTUAL, argumentClass.replace('.', '/'), predicate, "()Z"));
      start.add(new JumpInsnNode(Opcodes.IFEQ, go));
      start.add(new InsnNode(Opcodes.ICONST_0));
      start.add(new InsnNode(Opcodes.IRETURN));
      start.add(go);
      start.add(new FrameNode(Opcodes.F_SAME, 0, null, 0, null));
      method.instructions.insert(start);
    };
  }

  /** The class file with the bug in it. */
  byte[] apply(byte[] classFile) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    List<MethodNode> methods =
        node.methods.stream().filter(candidate -> candidate.name.equals(method)).toList();
    require(methods.size() == 1, className + " has " + methods.size() + " methods " + method);
    change.accept(methods.get(0));
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private static void replaceBody(MethodNode method, InsnList body) {
    method.instructions.clear();
    method.tryCatchBlocks.clear();
    method.localVariables = null;
    method.visibleLocalVariableAnnotations = null;
    method.instructions.add(body);
  }

  private static InsnList zero(MethodNode method) {
    Type type = Type.getReturnType(method.desc);
    InsnList body = new InsnList();
    switch (type.getSort()) {
      case Type.VOID -> {}
      case Type.LONG -> body.add(new InsnNode(Opcodes.LCONST_0));
      case Type.OBJECT, Type.ARRAY -> body.add(new InsnNode(Opcodes.ACONST_NULL));
      default -> body.add(new InsnNode(Opcodes.ICONST_0));
    }
    body.add(new InsnNode(type.getOpcode(Opcodes.IRETURN)));
    return body;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("the mutation fits no longer: " + what);
    }
  }

  @Override
  public String toString() {
    return bug;
  }
}
